"""How long things last: scaled down, or as they are shipped when RINGBACK_PROVE asks for the long form (`make prove`)."""

import os

PROVE = bool(os.environ.get("RINGBACK_PROVE"))
LEASE = 10.0 if PROVE else 1.0
MOMENTS = 20 if PROVE else 5  # at which each process is killed
SCALED = {
    "RINGBACK_LEASE_SECONDS": "1",
    "RINGBACK_LEASE_RENEW_SECONDS": "0.3",
    "RINGBACK_LEASE_MARGIN_SECONDS": "0.2",
    "RINGBACK_RECONCILE_SECONDS": "0.5",
    "RINGBACK_ACCEPT_SECONDS": "8",
    "RINGBACK_RING_SECONDS": "9",
    "RINGBACK_WRAP_UP_SECONDS": "6",
    "RINGBACK_SIDE_GONE_SECONDS": "9",
    "RINGBACK_AGENT_PAGE_GONE_SECONDS": "6",
    "RINGBACK_SELLER_REACHABLE_SECONDS": "5",
    "RINGBACK_LIVE_BEAT_SECONDS": "1",
    "RINGBACK_LIVE_PRESENCE_WRITE_SECONDS": "0.5",
    "RINGBACK_JOBS_POLL_SECONDS": "0.5",
    "RINGBACK_SPACING_SCALE": "0.01",
}
LENGTHS = {} if PROVE else SCALED
