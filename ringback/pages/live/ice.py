"""How two browsers may find each other: directly, or through a relay when one is set."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any


def configuration(
    person: int, *, urls: Sequence[str], secret: str, lifetime: timedelta, now: datetime
) -> dict[str, Any]:
    """RTCConfiguration for one person. With a relay nothing else is used, so that neither side learns the other's address.

    Credentials are coturn's time-limited ones (`use-auth-secret`): user name is the last second and the person,
    password its HMAC-SHA1.
    """
    if not urls:
        return {"iceServers": [], "iceTransportPolicy": "all"}
    name = f"{int((now + lifetime).timestamp())}:{person}"
    password = base64.b64encode(hmac.new(secret.encode(), name.encode(), hashlib.sha1).digest()).decode()
    server = {"urls": list(urls), "username": name, "credential": password}
    return {"iceServers": [server], "iceTransportPolicy": "relay"}
