"""At which line of a TOML text a key of a section stands; tomllib does not say it."""

import re

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]")


def line_of(text: str, section: str, number: int, key: str) -> int:
    """Of `key` in the `number`-th (0 is the first) section of this name, "" being the top; else of its header; else 1."""
    here, seen, header = section == "", -1, 0
    for line, written in enumerate(text.splitlines(), start=1):
        if found := _HEADER.match(written):
            name = found[2].replace('"', "")
            seen += name == section
            here = name == section and seen == number
            header = line if here else header
        elif here and re.match(rf'^\s*"?{re.escape(key)}"?\s*[=.]', written):
            return line
    return header or 1
