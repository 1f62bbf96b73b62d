"""Bytes of a CSV file as lines of cells: its encoding, its delimiter, and what spreadsheets add of their own."""

import codecs
import csv
import io
from dataclasses import dataclass

DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8", "gb18030")  # the second is what a Chinese spreadsheet saves as "CSV"
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class Unreadable(ValueError):
    """Nothing of the file can be used. `why` is empty, encoding, binary, quotes, header or twice; `what` names it more closely."""

    def __init__(self, why: str, what: str = "") -> None:
        super().__init__(f"{why} {what}".strip())
        self.why, self.what = why, what


@dataclass(frozen=True)
class Line:
    """`number` is that of the file, the first one is 1; a quoted cell may reach over several."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Sheet:
    """`heads` are in small letters, with underscores; empty ones belong to columns without a name."""

    heads: list[str]
    heads_at: int
    lines: list[Line]


def read_sheet(content: bytes) -> Sheet:
    """Raises Unreadable."""
    text = _decoded(content)
    lines = _lines(text)
    if not lines:
        raise Unreadable("empty")
    first, *rest = lines
    heads = [cell.strip().casefold().replace(" ", "_").replace("-", "_") for cell in first.cells]
    twice = next((head for head in heads if head and heads.count(head) > 1), "")
    if twice:
        raise Unreadable("twice", twice)
    return Sheet(heads, first.number, rest)


def _decoded(content: bytes) -> str:
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Unreadable("binary")
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _decoded_as(content, encoding)
    for encoding in ENCODINGS:
        try:
            return _without_nul(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise Unreadable("encoding")


def _decoded_as(content: bytes, encoding: str) -> str:
    try:
        return _without_nul(content.decode(encoding))
    except UnicodeDecodeError as problem:
        raise Unreadable("encoding") from problem


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise Unreadable("binary")
    return text


def _lines(text: str) -> list[Line]:
    """Without blank lines, and without Excel's own first line that names the delimiter."""
    skipped, delimiter = 0, ""
    begin, _, rest = text.partition("\n")
    if begin.strip().strip('"').casefold().startswith("sep=") and len(begin.strip().strip('"')) <= 5:
        skipped, delimiter = 1, begin.strip().strip('"')[4:] or "\t"
        text = rest
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or _delimiter(text), strict=True)
    found, number = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append(Line(number + skipped, [_plain(cell) for cell in cells]))
            number = reader.line_num + 1
    except csv.Error as problem:
        raise Unreadable("quotes", str(reader.line_num + skipped)) from problem
    return found


def _delimiter(text: str) -> str:
    """The one that splits the first line into most cells."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=first.count)


def _plain(cell: str) -> str:
    """Without what keeps a spreadsheet from reading a number: ="+86138…" or '+86138…."""
    cell = cell.strip()
    if cell.startswith('="') and cell.endswith('"'):
        cell = cell[2:-1]
    return cell.removeprefix("'").strip()
