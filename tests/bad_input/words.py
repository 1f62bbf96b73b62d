"""What people and machines type where they should not."""

from tests.html_forms import Field

BAD = {
    "empty": "",
    "nul": "a\0b",
    "right-to-left": "\u202egnp.exe\u202c",
    "emoji": "😀👩‍👩‍👧 🀄",
    "html": '"><script>alert(1)</script><img src=x onerror=alert(1)>',
    "extension": "+1 206 555 0142;ext=7",
    "not-a-number": "NaN",
    "negative": "-1",
    "huge": "9" * 40,
    "no-such-day": "2026-02-30T25:61",
}
LONG = "long"
LONGEST = 1_000  # characters, of a field that says nothing of its length


def bad(kind: str, field: Field | None) -> str:
    """Ten times what the field says that it takes, or one of BAD."""
    if kind == LONG:
        return "长 text " * (10 * (field.longest if field and field.longest else LONGEST) // 7)
    return BAD[kind]
