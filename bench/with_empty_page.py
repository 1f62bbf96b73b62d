"""The desk's settings as they are, with the empty page beside the portal's own."""

from ringback.config.settings import *  # noqa: F403 (the same settings is the point)

PORTAL_URLCONF = "bench.empty_page"
