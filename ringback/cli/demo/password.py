"""The password of the demo's people: made once, kept in a file that its owner alone can read."""

import json
import os
import secrets
from pathlib import Path


def password_of(folder: Path) -> str:
    """Made at the first call, for all of the demo's people."""
    path = folder / "demo-people.json"
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return str(json.loads(path.read_text())["password"])
    password = secrets.token_urlsafe(12)
    with os.fdopen(descriptor, "w") as file:
        json.dump({"password": password}, file)
    return password
