"""The settings, by their own checks."""

from collections.abc import Iterator

from django.core import checks
from django.utils.translation import gettext as _

from ringback.cli.health.finding import Finding, error, ok, warning

OURS = "ringback."


def settings() -> Iterator[Finding]:
    """Whatever stops the desk, and the warnings of the desk's own checks; Django's hints for other programs are not ours."""
    found = checks.run_checks(include_deployment_checks=True)
    wrong = [one for one in found if one.is_serious() or (one.id or "").startswith(OURS)]
    for one in wrong:
        level = error if one.is_serious() else warning
        yield level("settings", str(one.msg), str(one.hint or ""))
    if not wrong:
        yield ok("settings", _("The settings fit together."))
