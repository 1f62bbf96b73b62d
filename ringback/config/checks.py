"""System checks: each wrong setting is named, with what to write instead."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from ringback.config import environment


@register()
def environment_can_be_read(**_: Any) -> list[CheckMessage]:
    return [
        Error(
            f"{wrong.name} is set to {wrong.value!r}, which cannot be used.",
            hint=wrong.hint,
            id="ringback.E001",
        )
        for wrong in environment.WRONG
    ]


@register()
def lengths_fit_together(**_: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.LEASE_RENEW + settings.LEASE_MARGIN >= settings.LEASE:
        found.append(
            Error(
                "The dispatcher's lease runs out before it is renewed.",
                hint="Keep RINGBACK_LEASE_RENEW_SECONDS + RINGBACK_LEASE_MARGIN_SECONDS below RINGBACK_LEASE_SECONDS.",
                id="ringback.E002",
            )
        )
    if settings.SELLER_WARNING_LEFT >= settings.CALL_CAP:
        found.append(
            Error(
                "The seller would be warned before the call has begun.",
                hint="Keep RINGBACK_SELLER_WARNING_LEFT_SECONDS below RINGBACK_CAP_SECONDS.",
                id="ringback.E003",
            )
        )
    if settings.LIVE_BEAT + settings.LIVE_PRESENCE_WRITE >= settings.SELLER_REACHABLE:
        found.append(
            Error(
                "Sellers would be not reachable between two heartbeats of their page.",
                hint="Keep RINGBACK_LIVE_BEAT_SECONDS + RINGBACK_LIVE_PRESENCE_WRITE_SECONDS below "
                "RINGBACK_SELLER_REACHABLE_SECONDS.",
                id="ringback.E007",
            )
        )
    if not 0 < settings.SLOT_SHARE <= 1:
        found.append(
            Error(
                "RINGBACK_SLOT_SHARE is the share of agents' minutes that chosen windows may take.",
                hint="Write a number above 0 and at most 1, such as 0.3.",
                id="ringback.E004",
            )
        )
    return found


@register()
def hosts_differ(**_: Any) -> list[CheckMessage]:
    if urlsplit(settings.PORTAL_URL).hostname != urlsplit(settings.DESK_URL).hostname:
        return []
    return [
        Error(
            "PORTAL_URL and DESK_URL have the same host name, so sellers and agents would share one sign-in.",
            hint="Give each its own host name, such as https://support.example.com and https://desk.example.com.",
            id="ringback.E005",
        )
    ]


@register(deploy=True)
def secrets_are_kept(**_: Any) -> list[CheckMessage]:
    if not settings.SECRET_KEY_IS_MADE_UP:
        return []
    return [
        Warning(
            "RINGBACK_SECRET_KEY is not set: everybody is signed out at each start.",
            hint="Set it to a long random text, the same for every process of the desk.",
            id="ringback.W001",
        )
    ]


@register()
def turn_is_whole(**_: Any) -> list[CheckMessage]:
    if bool(settings.TURN_URLS) == bool(settings.TURN_SECRET):
        return []
    return [
        Error(
            "TURN is set by half.",
            hint="Set both TURN_URLS (turn:host:3478) and TURN_SECRET (coturn's static-auth-secret), or neither.",
            id="ringback.E006",
        )
    ]
