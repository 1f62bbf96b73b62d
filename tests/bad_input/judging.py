"""What an answer to bad input must be: never a fault, a clear message in the reader's language, what was typed kept,
nothing half-done, and never a script."""

import json
import re
from collections.abc import Mapping
from typing import Any

from tests.bad_input.asking import HTML, Answer
from tests.html_forms import Form

JSON = "application/json"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SCRIPT = ("<script>alert(1)", "<img src=x")
EXPECTED = frozenset({200, 204, 302, 303, 400, 404, 405, 409, 410, 422})
# What is typed here is kept at each keystroke, so a refused one is kept as well.
KEEPS_DRAFTS = frozenset({"portal:describe", "portal:ring-me", "portal:save-draft", "portal:save-template"})
Values = Mapping[str, Any]


def complaints(
    name: str, answer: Answer, *, form: Form | None, sent: Values, known: frozenset[str], too_long: bool
) -> list[str]:
    """`known` are the alerts that the page shows anyway; `too_long` asks for a refusal."""
    found = [] if answer.status in EXPECTED else [f"status {answer.status}"]
    found += [f"{script} on the page" for script in SCRIPT if script in answer.text]
    said = [one for one in _said(answer) if one not in known]
    if answer.status < 400 and not (said and answer.kind == HTML):
        return [*found, "longer than it may be, and taken"] if too_long else found
    if answer.status not in (404, 405):
        found += _unclear(said)
    if answer.wrote and name not in KEEPS_DRAFTS:
        found.append(f"refused and yet written: {answer.wrote[0][:120]}")
    if form is not None and answer.status not in (404, 405):
        found += _lost(answer, form, sent)
    return found


def _said(answer: Answer) -> list[str]:
    is_page = answer.kind == HTML and "<html" in answer.text
    if not is_page and answer.status < 400:
        return []
    if answer.kind == JSON:
        return [str(one) for one in json.loads(answer.text).values()]
    if not is_page:
        return [answer.text]
    said = (" ".join(one.split()) for one in answer.page.wrong)
    return [one for one in said if any(c.isalpha() for c in one)]


def _unclear(said: list[str]) -> list[str]:
    if not said:
        return ["no message"]
    return [f"not in the reader's language: {one[:80]!r}" for one in said if not CHINESE.search(one)]


def _lost(answer: Answer, form: Form, sent: Values) -> list[str]:
    """What somebody has typed stands in its field again, or comes with the page for the script that puts it there."""
    again, kept = answer.page.form(form.action), _kept(answer)
    lost = []
    for name, field in form.fields.items():
        typed = sent.get(name)
        if not field.is_typed or not isinstance(typed, str) or not typed.strip():
            continue
        stands = again.fields[name].values if again and name in again.fields else []
        if _plain(typed) not in [_plain(one) for one in [*stands, *kept.get(name, [])]]:
            lost.append(f"lost what was typed into {name}")
    return lost


def _kept(answer: Answer) -> dict[str, list[str]]:
    found = re.search(r'<script id="kept" type="application/json">(.*?)</script>', answer.text, re.DOTALL)
    return dict(json.loads(found[1])["fields"]) if found else {}


def _plain(text: str) -> str:
    return "".join(c for c in text if c.isprintable() and not c.isspace() and c != "\ufffd")
