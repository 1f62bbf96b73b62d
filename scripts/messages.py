"""The Chinese of every string a person may read.

`messages.py compile` makes the catalogue, `check` says what is wrong, `missing [FOLDER]` prints entries to fill in.

The source is one .po file per area in ringback/config/locale/parts; the catalogue is made from them, never committed.
GNU gettext is on few machines, so Babel extracts (from what Django makes of a template) and compiles.
"""

import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "ringback" / "config" / "locale"
COMPILED = LOCALE / "zh_Hans" / "LC_MESSAGES" / "django.mo"
ONE, CONTEXT, PLURAL = None, ((1, "c"), 2), (1, 2)
KEYWORDS = {
    **dict.fromkeys(["_", "gettext", "gettext_lazy", "gettext_noop"], ONE),
    **dict.fromkeys(["pgettext", "pgettext_lazy"], CONTEXT),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], PLURAL),
    **dict.fromkeys(["npgettext", "npgettext_lazy"], ((1, "c"), 2, 3)),
}
HOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")
Key = tuple[str | None, str]


@dataclass(frozen=True)
class Used:
    """A string in the code: its place as path:line; `texts` holds the plural too where there is one."""

    place: str
    texts: tuple[str, ...]
    context: str | None

    @property
    def key(self) -> Key:
        return (self.context, self.texts[0])


def main(arguments: list[str]) -> int:
    verb = arguments[0] if arguments else "check"
    catalogue, wrong = merged()
    if verb == "missing":
        print_missing(catalogue, under=arguments[1] if arguments[1:] else "ringback")
        return 0
    if verb == "compile":
        COMPILED.parent.mkdir(parents=True, exist_ok=True)
        with COMPILED.open("wb") as file:
            write_mo(file, catalogue)
    if verb == "check":
        wrong += problems(catalogue)
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


def merged() -> tuple[Catalog, list[str]]:
    """All parts as one catalogue, and where they contradict each other."""
    whole, wrong = Catalog(locale="zh_Hans", domain="django", charset="utf-8"), []
    for part in sorted((LOCALE / "parts").glob("*.po")):
        with part.open("rb") as file:
            entries = [entry for entry in read_po(file, locale="zh_Hans") if entry.id]
        for entry in entries:
            known = whole.get(entry.id, entry.context)
            if known is not None and known.string != entry.string:
                wrong.append(f"{part.name}: {entry.id!r} is {entry.string!r}, elsewhere {known.string!r}")
            whole.add(entry.id, entry.string, flags=entry.flags, context=entry.context)
    return whole, wrong


def problems(catalogue: Catalog) -> list[str]:
    """What keeps the Chinese from being whole: missing, left over, empty, fuzzy, or with other placeholders."""
    used = {one.key: one.place for one in strings()}
    known = {key_of(entry): entry for entry in catalogue if entry.id}
    found = [f"{place}: {key[1]!r} has no Chinese" for key, place in used.items() if key not in known]
    found += [f"{key[1]!r} has Chinese and is said nowhere" for key in known if key not in used]
    for key, entry in known.items():
        found += [f"{key[1]!r} {problem}" for problem in problems_of(entry)]
    return found


def problems_of(entry: Message) -> Iterator[str]:
    english, chinese = texts_of(entry.id), texts_of(entry.string or "")
    if entry.fuzzy:
        yield "is marked fuzzy"
    if not all(chinese):
        yield "is empty"
        return
    # Chinese has one plural form, which may leave out a number that English leaves out too ("one file").
    allowed = set.union(*(holders(text) for text in english))
    needed = set.intersection(*(holders(text) for text in english))
    for text in chinese:
        if not needed <= holders(text) <= allowed:
            yield f"has other placeholders: {sorted(allowed)}, in Chinese {sorted(holders(text))}"
        if "你" in text:
            yield "says 你, where the desk says 您"


def print_missing(catalogue: Catalog, *, under: str) -> None:
    rest = Catalog(locale="zh_Hans", fuzzy=False)
    for one in strings():
        if one.place.startswith(under) and catalogue.get(one.texts[0], one.context) is None:
            rest.add(one.texts if one.texts[1:] else one.texts[0], context=one.context)
    write_po(sys.stdout.buffer, rest, omit_header=True, width=110)


def holders(text: str) -> set[str]:
    return set(HOLDER.findall(text))


def key_of(entry: Message) -> Key:
    return (entry.context, texts_of(entry.id)[0])


def texts_of(said: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


def strings() -> Iterator[Used]:
    """Every string of the code and the templates that is marked to be read by a person."""
    if not settings.configured:
        settings.configure(USE_I18N=True)
    package = ROOT / "ringback"
    for path in sorted(package.rglob("*.py")):
        yield from found_in(path.read_text(), path)
    for path in sorted([*package.rglob("templates/**/*.html"), *package.rglob("templates/**/*.txt")]):
        # Django blanks everything else out but keeps the indentation, which a reader of Python would stumble over.
        lines = templatize(path.read_text(), origin=str(path)).splitlines()
        yield from found_in("\n".join(line.lstrip() for line in lines), path)


def found_in(source: str, path: Path) -> Iterator[Used]:
    for line, said, _comments, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
        yield Used(f"{path.relative_to(ROOT)}:{line}", texts_of(said), context)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
