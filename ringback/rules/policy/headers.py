"""Finds the lines of a TOML text that an error names: where each rule and each table begins."""

import re

# Strings are blanked, so that a header inside one is none; comments cannot begin a line that looks like a header.
_STRINGS = re.compile(
    r'"""(?:\\.|[^\\])*?"""' r"|'''.*?'''" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'|#[^\n]*", re.DOTALL
)
_AT_LINE = re.compile(r"at line (\d+)")


def rule_lines(text: str) -> list[int]:
    """The line of each `[[rule]]`, in order."""
    return _lines(text, r"\[\[\s*rule\s*\]\]")


def table_line(text: str, name: str) -> int:
    """The first line of `[name]`, `[name.…]`, `[[name]]` or `name =`; 0 when the text has none."""
    lines = _lines(text, rf"(?:\[\[?\s*{re.escape(name)}\s*[\].]|{re.escape(name)}\s*[=.])")
    return lines[0] if lines else 0


def toml_error_line(text: str, error: Exception) -> int:
    found = _AT_LINE.search(str(error))
    return int(found[1]) if found else text.count("\n") + 1


def _lines(text: str, header: str) -> list[int]:
    bare = _STRINGS.sub(lambda string: "\n" * string[0].count("\n"), text)
    return [number for number, line in enumerate(bare.split("\n"), 1) if re.match(r"\s*" + header, line)]
