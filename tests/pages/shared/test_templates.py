"""What templates must not do, because half of the readers would read it in the wrong language."""

import re
from pathlib import Path

import pytest

from ringback import pages

TEMPLATES = sorted(Path(pages.__file__).parent.glob("*/templates/**/*.html"))
TRANSLATED = re.compile(r"\{% blocktrans(?:late)?\b.*?\{% endblocktrans(?:late)? %\}", re.DOTALL)
ENGLISH_COMMA = re.compile(r"(?:\}\}|%\}|</[a-z]+>), (?=\{[{%]|<)")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_two_parts_of_a_line_are_parted_by_the_readers_comma(template: Path) -> None:
    outside = TRANSLATED.sub("{{ a translated sentence }}", template.read_text())
    assert ENGLISH_COMMA.findall(outside) == [], "write {% comma %}"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_names_of_sites_are_asked_for_in_the_readers_language(template: Path) -> None:
    assert not re.search(r"LANGUAGE_CODE|\.name_(en|zh)\b", template.read_text()), (
        "write {{ site|site_name }}"
    )
