"""Names of days, zones and languages in both languages; what has no name here is called by its id."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

ENGLISH_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
CHINESE_DAYS = "一二三四五六日"
ZONES = {
    "America/Los_Angeles": ("Pacific time", "太平洋时间"),
    "America/Denver": ("Mountain time", "山地时间"),
    "America/Phoenix": ("Arizona time", "亚利桑那时间"),
    "America/Chicago": ("Central time", "美国中部时间"),
    "America/New_York": ("Eastern time", "美国东部时间"),
    "Asia/Shanghai": ("China time", "北京时间"),
    "Asia/Hong_Kong": ("Hong Kong time", "香港时间"),
    "Asia/Taipei": ("Taipei time", "台北时间"),
    "Asia/Singapore": ("Singapore time", "新加坡时间"),
    "Asia/Tokyo": ("Japan time", "日本时间"),
    "Asia/Kolkata": ("India time", "印度时间"),
    "Australia/Sydney": ("Sydney time", "悉尼时间"),
    "Europe/Amsterdam": ("Central European time", "中欧时间"),
    "Europe/Berlin": ("Central European time", "中欧时间"),
    "Europe/London": ("London time", "伦敦时间"),
    "Europe/Paris": ("Central European time", "中欧时间"),
    "Europe/Rome": ("Central European time", "中欧时间"),
    "UTC": ("UTC", "协调世界时"),
}


def day(which: date, *, today: date, chinese: bool) -> str:
    """Tue 13 Jan / 1 月 13 日星期二; with the year if it is not this one."""
    if chinese:
        year = "" if which.year == today.year else f"{which.year} 年 "
        return f"{year}{which.month} 月 {which.day} 日星期{CHINESE_DAYS[which.weekday()]}"
    year = "" if which.year == today.year else f" {which.year}"
    return f"{ENGLISH_DAYS[which.weekday()]} {which.day} {ENGLISH_MONTHS[which.month - 1]}{year}"


def zone(name: str, *, at: datetime, chinese: bool) -> str:
    """China time (UTC+8) / 北京时间（UTC+8）"""
    called = ZONES.get(name, (name, name))[1 if chinese else 0]
    if name == "UTC":
        return called
    return f"{called}（{offset(name, at)}）" if chinese else f"{called} ({offset(name, at)})"


def zone_with_id(name: str, *, at: datetime, chinese: bool) -> str:
    """Asia/Shanghai, China time (UTC+8); what has no name here: Asia/Almaty (UTC+5)"""
    called = zone(name, at=at, chinese=chinese)
    if name not in ZONES or name == "UTC":
        return called
    return f"{name}，{called}" if chinese else f"{name}, {called}"


def offset(name: str, at: datetime) -> str:
    """UTC+5:30"""
    seconds = int((at.astimezone(ZoneInfo(name)).utcoffset() or timedelta(0)).total_seconds())
    hours, rest = divmod(abs(seconds) // 60, 60)
    return f"UTC{'-' if seconds < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def language(tag: str) -> str:
    known = {"en": _("English"), "zh-hans": _("Chinese (Mandarin)"), "ja": _("Japanese")}
    return known.get(tag, tag)


def fact(name: str) -> str:
    """What a fact of the policy is called by people."""
    return {
        "plan": _("selling plan"),
        "identity_verified": _("identity verification"),
        "kyc": _("KYC documents"),
        "registered_at": _("day of registration"),
        "mfa": _("two-factor sign-in"),
        "phone_verified": _("verified phone"),
        "pending_verifications": _("pending verifications"),
        "open_warnings": _("open warnings"),
        "odr": _("order defect rate"),
        "monthly_sales_usd": _("monthly sales"),
        "months_with_sales": _("months with sales"),
        "store_rating": _("store rating"),
        "urgent_claims_30d": _("urgent claims in the last 30 days"),
        "language": _("language"),
    }.get(name, name)
