"""The Chinese of every string: `messages.py compile` makes the catalogue, `check` says what is missing.

The source is one .po file per area in ringback/config/locale/parts; the merged catalogue is made, never committed.
GNU gettext is on few machines, so Babel extracts (with Django's own reading of templates) and compiles.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PARTS = ROOT / "ringback" / "config" / "locale" / "parts"
COMPILED = ROOT / "ringback" / "config" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.mo"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "gettext_noop": None,
}
HOLDER = re.compile(r"%\((\w+)\)s|\{(\w+)\}|%[sd]")
Key = tuple[str | None, str]


def main(arguments: list[str]) -> int:
    catalogue, wrong = merged()
    if arguments[:1] == ["compile"]:
        COMPILED.parent.mkdir(parents=True, exist_ok=True)
        with COMPILED.open("wb") as file:
            write_mo(file, catalogue)
    wrong += problems(catalogue) if arguments[:1] == ["check"] else []
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


def merged() -> tuple[Catalog, list[str]]:
    """All parts as one catalogue, and what contradicts between them."""
    whole, wrong = Catalog(locale="zh_Hans", domain="django", charset="utf-8"), []
    for part in sorted(PARTS.glob("*.po")):
        with part.open("rb") as file:
            for message in read_po(file, locale="zh_Hans"):
                if not message.id:
                    continue
                known = whole.get(message.id, message.context)
                if known is not None and known.string != message.string:
                    wrong.append(
                        f"{part.name}: {message.id!r} is {message.string!r} here, {known.string!r} elsewhere"
                    )
                whole.add(message.id, message.string, flags=message.flags, context=message.context)
    return whole, wrong


def problems(catalogue: Catalog) -> list[str]:
    """What keeps the Chinese from being whole: missing, empty, fuzzy, left over, or with other placeholders."""
    used = dict(strings())
    known = {key_of(message): message for message in catalogue if message.id}
    found = [f"{where}: {key[1]!r} has no Chinese" for key, where in used.items() if key not in known]
    found += [f"{key[1]!r} stands in the Chinese and nowhere else" for key in known if key not in used]
    for key, message in known.items():
        found += [f"{key[1]!r}: {problem}" for problem in problems_of(message)]
    return found


def problems_of(message: Message) -> Iterator[str]:
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    strings_ = message.string if isinstance(message.string, tuple) else (message.string,)
    if message.fuzzy:
        yield "is marked fuzzy"
    if not all(strings_):
        yield "is empty"
    elif not holders(strings_[0]) <= holders(ids[-1]) or (
        len(ids) == 1 and holders(ids[0]) != holders(strings_[0])
    ):
        yield f"the placeholders differ: {sorted(holders(ids[-1]))} and {sorted(holders(strings_[0]))}"


def holders(text: str) -> set[str]:
    return {match.group(0) for match in HOLDER.finditer(text)}


def key_of(message: Message) -> Key:
    return (message.context, message.id[0] if isinstance(message.id, tuple) else message.id)


def strings() -> Iterator[tuple[Key, str]]:
    """Every string that a person may read, with the place where it stands."""
    if not settings.configured:
        settings.configure(USE_I18N=True)
    for path in sorted((ROOT / "ringback").rglob("*.py")):
        yield from found_in(path.read_text(), path)
    for path in sorted(
        [*(ROOT / "ringback").rglob("templates/**/*.html"), *(ROOT / "ringback").rglob("templates/**/*.txt")]
    ):
        yield from found_in(templatize(path.read_text(), origin=str(path)), path)


def found_in(source: str, path: Path) -> Iterator[tuple[Key, str]]:
    file = io.BytesIO(source.encode())
    for line, function, said, _comments in extract_python(file, KEYWORDS, [], {"encoding": "utf-8"}):
        texts = said if isinstance(said, tuple) else (said,)
        spec = KEYWORDS.get(function)
        context = texts[0] if spec and isinstance(spec[0], tuple) else None
        text = texts[1] if context is not None else texts[0]
        if text:
            yield (context, text), f"{path.relative_to(ROOT)}:{line}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
