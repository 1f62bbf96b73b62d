"""This machine: its clock, its disks, the zones that it knows."""

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from ringback.cli.health.finding import Finding, error, ok, warning
from ringback.records.desk.readers import sites

TIME_ERROR = 5  # what ntp_adjtime answers while nobody keeps the clock
TIMEX = 512  # bytes; the kernel's struct is smaller


def clock() -> Iterator[Finding]:
    if _nobody_keeps_it():
        yield warning(
            "clock",
            _("Nobody keeps this machine's clock, so promised times may drift."),
            _("Run chrony or systemd-timesyncd."),
        )


def _nobody_keeps_it() -> bool:
    """By the kernel's word; where it says nothing (another system, a sandbox) nothing is said."""
    if sys.platform != "linux":
        return False
    ask = getattr(ctypes.CDLL(None), "ntp_adjtime", None)
    return ask is not None and ask(ctypes.create_string_buffer(TIMEX)) == TIME_ERROR


def zones() -> Iterator[Finding]:
    for site in sites():
        try:
            ZoneInfo(site.zone)
        except (KeyError, ValueError):
            yield error(
                "clock",
                _("Site %(site)s lies in %(zone)s, a zone that this machine does not know.")
                % {"site": site.slug, "zone": site.zone},
                _("Install tzdata, or correct the site's zone."),
            )


def disk() -> Iterator[Finding]:
    wrong = False
    for name, folder in ((_("Uploads"), settings.EVIDENCE_ROOT), (_("Data"), settings.DATA)):
        for finding in (*_writable(name, folder), *_room(name, folder)):
            wrong = True
            yield finding
    if not wrong:
        free = shutil.disk_usage(_there(settings.DATA)).free
        yield ok("disk", _("%(free)s free where the desk keeps its data.") % {"free": filesizeformat(free)})


def _writable(name: str, folder: Path) -> Iterator[Finding]:
    try:
        with tempfile.TemporaryFile(dir=_there(folder)):
            return
    except OSError as problem:
        yield error(
            "disk",
            _("%(name)s: nothing can be written to %(folder)s: %(problem)s")
            % {"name": name, "folder": folder, "problem": problem.strerror},
            _("Give the folder to %(user)s, or make room.") % {"user": f"uid {os.geteuid()}"},
        )


def _room(name: str, folder: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(_there(folder)).free
    if free < settings.DOCTOR_DISK:
        yield warning(
            "disk",
            _("%(name)s: only %(free)s left in %(folder)s.")
            % {"name": name, "free": filesizeformat(free), "folder": folder},
            _("Make room, or move the data folder to a larger disk (RINGBACK_DATA)."),
        )


def _there(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there: it is made with the first file."""
    return folder if folder.exists() else _there(folder.parent)
