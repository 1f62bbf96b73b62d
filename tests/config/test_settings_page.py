"""Every setting has its line in docs/settings.md, with the default that the code has."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "settings.md").read_text()
READERS = {"text", "flag", "whole", "decimal", "seconds", "lengths", "url", "folder", "words", "one_of"}


def settings() -> dict[str, object]:
    """By variable, with its default where that is a plain number."""
    found: dict[str, object] = {}
    for node in ast.walk(ast.parse((ROOT / "ringback" / "config" / "settings.py").read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READERS:
            name, *default = node.args
            if isinstance(name, ast.Constant):
                found[str(name.value)] = _number(default[0]) if default else None
        elif isinstance(node, ast.Constant) and str(node.value).startswith("RINGBACK_"):
            found.setdefault(str(node.value), None)
    return found


def _number(node: ast.expr) -> object:
    try:
        value = eval(compile(ast.Expression(node), "", "eval"), {"__builtins__": {}})
    except (NameError, TypeError):
        return None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


@pytest.mark.parametrize(("name", "default"), settings().items())
def test_a_setting_has_its_line(name: str, default: object) -> None:
    lines = [line for line in PAGE.splitlines() if line.startswith("|") and f"`{name}`" in line]
    assert lines, f"docs/settings.md says nothing of {name}"
    if default is not None:
        assert (
            f"{default:g}".replace("e+06", "000000") in lines[0].replace("`", "") or str(default) in lines[0]
        )


def test_the_page_names_no_setting_that_is_gone() -> None:
    named = {word for line in PAGE.splitlines() if line.startswith("|") for word in line.split("`")[1::2]}
    known = set(settings())
    assert {name for name in named if name.startswith("RINGBACK_")} - known == set()
