"""System checks: each wrong setting is named, with what to write instead."""

import os
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.utils.translation import gettext as _

from ringback.config import environment

PAGE_IS_AWAY_AFTER = timedelta(seconds=10)  # OFFLINE_AFTER of frontend/live.ts


@register()
def environment_can_be_read(**_given: Any) -> list[CheckMessage]:
    return [
        Error(
            _("%(name)s is set to %(value)r, which cannot be used.")
            % {"name": wrong.name, "value": wrong.value},
            hint=_(wrong.hint) % wrong.figures if wrong.hint else "",
            id="ringback.E001",
        )
        for wrong in environment.WRONG
    ]


@register()
def lengths_fit_together(**_given: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.LEASE_RENEW + settings.LEASE_MARGIN >= settings.LEASE:
        found.append(
            Error(
                _("The dispatcher's lease runs out before it is renewed."),
                hint=_(
                    "Keep RINGBACK_LEASE_RENEW_SECONDS + RINGBACK_LEASE_MARGIN_SECONDS below RINGBACK_LEASE_SECONDS."
                ),
                id="ringback.E002",
            )
        )
    if settings.SELLER_WARNING_LEFT >= settings.CALL_CAP:
        found.append(
            Error(
                _("The seller would be warned before the call has begun."),
                hint=_("Keep RINGBACK_SELLER_WARNING_LEFT_SECONDS below RINGBACK_CAP_SECONDS."),
                id="ringback.E003",
            )
        )
    if 2 * settings.LIVE_BEAT + settings.LIVE_PRESENCE_WRITE > settings.SELLER_REACHABLE:
        found.append(
            Error(
                _(
                    "Sellers would be not reachable between two heartbeats of their page, or when one is lost."
                ),
                hint=_(
                    "Keep twice RINGBACK_LIVE_BEAT_SECONDS and RINGBACK_LIVE_PRESENCE_WRITE_SECONDS together within "
                    "RINGBACK_SELLER_REACHABLE_SECONDS."
                ),
                id="ringback.E007",
            )
        )
    if 2 * settings.LIVE_BEAT > PAGE_IS_AWAY_AFTER:
        found.append(
            Error(
                _("Pages would say that they cannot check, although the desk is there."),
                hint=_(
                    "Keep RINGBACK_LIVE_BEAT_SECONDS at 5 or less: a page is away when it hears nothing for 10 seconds."
                ),
                id="ringback.E011",
            )
        )
    if settings.SURGE_DAYS_LEAST > settings.SURGE_DAYS * 2 // 7:
        found.append(
            Error(
                _("A surge on a weekend could never be seen: so many weekend days are not looked at."),
                hint=_("Keep RINGBACK_SURGE_DAYS_LEAST at most at two sevenths of RINGBACK_SURGE_DAYS."),
                id="ringback.E010",
            )
        )
    if not 0 < settings.SLOT_SHARE <= 1:
        found.append(
            Error(
                _("RINGBACK_SLOT_SHARE is the share of agents' minutes that chosen windows may take."),
                hint=_("Write a number above 0 and at most 1, such as 0.3."),
                id="ringback.E004",
            )
        )
    if not 0 < settings.SHIFT_END_SHARE < 1:
        found.append(
            Error(
                _("RINGBACK_SHIFT_END_SHARE is the share of calls that are over when a shift ends."),
                hint=_("Write a number above 0 and below 1, such as 0.9."),
                id="ringback.E013",
            )
        )
    if settings.SHIFT_END_CALLS_LEAST > settings.SHIFT_END_CALLS:
        found.append(
            Error(
                _("How long calls last could never be read: fewer are looked at than are asked for."),
                hint=_("Keep RINGBACK_SHIFT_END_CALLS_LEAST at most at RINGBACK_SHIFT_END_CALLS."),
                id="ringback.E014",
            )
        )
    return found


@register()
def returned_mails_can_be_read(**_given: Any) -> list[CheckMessage]:
    folder = settings.BOUNCES
    if folder is None or all(os.access(folder / part, os.R_OK | os.W_OK) for part in ("new", "cur")):
        return []
    return [
        Error(
            _("RINGBACK_BOUNCES is no Maildir that the desk may read and write."),
            hint=_(
                "Let mails to RINGBACK_BOUNCE_ADDRESS be delivered into a Maildir (a folder with new, cur and tmp) and give its path."
            ),
            id="ringback.E012",
        )
    ]


@register()
def hosts_differ(**_given: Any) -> list[CheckMessage]:
    if urlsplit(settings.PORTAL_URL).hostname != urlsplit(settings.DESK_URL).hostname:
        return []
    return [
        Error(
            _(
                "PORTAL_URL and DESK_URL have the same host name, so sellers and agents would share one sign-in."
            ),
            hint=_(
                "Give each its own host name, such as https://support.example.com and https://desk.example.com."
            ),
            id="ringback.E005",
        )
    ]


@register(deploy=True)
def secrets_are_kept(**_given: Any) -> list[CheckMessage]:
    if not settings.SECRET_KEY_IS_MADE_UP:
        return []
    return [
        Warning(
            _("RINGBACK_SECRET_KEY is not set: everybody is signed out at each start."),
            hint=_("Set it to a long random text, the same for every process of the desk."),
            id="ringback.W001",
        )
    ]


@register()
def metrics_are_guarded(**_given: Any) -> list[CheckMessage]:
    if settings.METRICS_TOKEN or settings.METRICS_HOST in ("127.0.0.1", "::1", "localhost"):
        return []
    return [
        Error(
            _("The metrics could be read by everybody who reaches RINGBACK_METRICS_HOST."),
            hint=_(
                "Set RINGBACK_METRICS_TOKEN to a long random text, or leave RINGBACK_METRICS_HOST at 127.0.0.1."
            ),
            id="ringback.E008",
        )
    ]


@register()
def turn_is_whole(**_given: Any) -> list[CheckMessage]:
    if bool(settings.TURN_URLS) == bool(settings.TURN_SECRET):
        return []
    return [
        Error(
            _("TURN is set by half."),
            hint=_(
                "Set both TURN_URLS (turn:host:3478) and TURN_SECRET (coturn's static-auth-secret), or neither."
            ),
            id="ringback.E006",
        )
    ]
