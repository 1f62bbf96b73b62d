"""Telephone numbers: reading one, and showing no more of it than is needed."""

import phonenumbers


def e164(text: str) -> str:
    """Such as "+86 138 1234 5621" as +8613812345621. Raises ValueError where it is no number with its country."""
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException as problem:
        raise ValueError(
            f"{text!r} is no telephone number with its country, such as +86 138 1234 5621"
        ) from problem
    if not phonenumbers.is_possible_number(number):
        raise ValueError(f"{text!r} has too few or too many digits for its country")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def countries() -> frozenset[str]:
    """Two letters of each country that has telephone numbers."""
    return frozenset(phonenumbers.SUPPORTED_REGIONS)


def country_of(number: str) -> str:
    """Of an E.164 number, as two letters; empty where it belongs to no country."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""
    except phonenumbers.NumberParseException:
        return ""


def masked(number: str) -> str:
    """Such as "+86 138 •••• 5621": country, the first digits and the last four, the rest hidden."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return "••••" + number[-3:]
    digits = str(parsed.national_number)
    shown = max(0, min(3, len(digits) - 7))
    return f"+{parsed.country_code} {digits[:shown]} •••• {digits[-4:]}".replace("  ", " ")
