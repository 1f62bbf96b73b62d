"""What a page asks for and what it says: its forms as a browser would send them, and the sentences on what went wrong."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

UNCHOSEN = re.compile(r"<option(?![^>]*\bselected\b)[^>]*>[^<]*</option>")
VOID = frozenset({"input", "img", "br", "hr", "meta", "link", "path", "rect", "circle", "source", "wbr"})
WRONG = frozenset({"text-error", "broken"})
Attributes = dict[str, str]


@dataclass
class Field:
    """`kind` is the type of an input, or textarea or select; `values` what would be sent as it stands; `longest` in
    characters, 0 where it does not say."""

    kind: str
    longest: int = 0
    values: list[str] = field(default_factory=list)

    @property
    def is_typed(self) -> bool:
        return self.kind in (
            "text",
            "textarea",
            "email",
            "search",
            "tel",
            "number",
            "time",
            "datetime-local",
            "date",
        )


@dataclass
class Form:
    method: str
    action: str
    by_script: bool
    fields: dict[str, Field] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    @property
    def path(self) -> str:
        return self.action.partition("?")[0]

    def values(self) -> dict[str, list[str]]:
        """With the first of its buttons that says something."""
        sent = {
            name: list(one.values) for name, one in self.fields.items() if one.values and one.kind != "file"
        }
        for name, value in self.buttons[:1]:
            sent.setdefault(name, [value])
        return sent


class Page(HTMLParser):
    """`wrong` are the sentences that stand in an alert, or look like one."""

    def __init__(self, html: str, path: str = "") -> None:
        super().__init__()
        self.path = path
        self.forms: list[Form] = []
        self.wrong: list[str] = []
        self.queries: set[str] = set()
        self.text: list[str] = []
        self._by_id: dict[str, Form] = {}
        self._open: list[tuple[str, bool]] = []
        self._form: Form | None = None
        self._select: Field | None = None
        self._area: Field | None = None
        self._unread: list[tuple[str, Attributes]] = []
        self.feed(html)
        self.close()
        for tag, seen in self._unread:  # fields that name a form further down
            if seen["form"] in self._by_id:
                self._field(self._by_id[seen["form"]], tag, seen)

    def form(self, action: str) -> Form | None:
        return next((one for one in self.forms if one.action == action and one.method == "post"), None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        seen = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            says = seen.get("role") == "alert" or bool(WRONG & set(seen.get("class", "").split()))
            self._open.append((tag, says and "hidden" not in seen))
            if self._open[-1][1]:
                self.wrong.append("")
        if tag == "a" and "?" in seen.get("href", ""):
            self.queries.add(seen["href"])
        if tag == "form":
            self._begin(seen)
        elif tag in ("input", "textarea", "select", "button") and seen.get("name"):
            self._named(tag, seen)
        elif tag == "option" and self._select is not None:
            self._option(seen)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Of a drawing; nothing is inside."""

    def handle_endtag(self, tag: str) -> None:
        if any(tag == each for each, _says in self._open):
            while self._open.pop()[0] != tag:
                pass
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.values[0] += data
        elif not any(tag in ("script", "style") for tag, _says in self._open):
            self.text.append(data)
            if any(says for _tag, says in self._open):
                self.wrong[-1] += data

    def _begin(self, seen: Attributes) -> None:
        action = seen.get("action") or self.path
        self._form = Form(seen.get("method", "get").lower(), action, "hx-post" in seen)
        self.forms.append(self._form)
        if "id" in seen:
            self._by_id[seen["id"]] = self._form

    def _named(self, tag: str, seen: Attributes) -> None:
        form = self._by_id.get(seen["form"]) if "form" in seen else self._form
        if form is not None:
            self._field(form, tag, seen)
        elif "form" in seen:
            self._unread.append((tag, seen))

    def _field(self, form: Form, tag: str, seen: Attributes) -> None:
        name, kind = seen["name"], seen.get("type", "text") if tag == "input" else tag
        if tag == "button" or kind == "submit":
            form.buttons.append((name, seen.get("value", "")))
            return
        found = form.fields.setdefault(name, Field(kind, int(seen.get("maxlength", 0))))
        if tag == "select":
            self._select = found
        elif tag == "textarea":
            self._area, found.values = found, [""]
        elif kind not in ("checkbox", "radio", "file") or "checked" in seen:
            found.values.append(seen.get("value", "on" if kind == "checkbox" else ""))

    def _option(self, seen: Attributes) -> None:
        assert self._select is not None
        if "selected" in seen or not self._select.values:
            self._select.values = [seen.get("value", "")]
