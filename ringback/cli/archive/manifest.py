"""What is in a backup: when it was made, of which version, and each member's digest."""

import hashlib
import json
import re
import tarfile
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

NAME = "manifest.json"
ROWS, SECRET, FILES = "database.dump", "secret-key", "evidence/"
FORMAT = 1
# Nothing else is unpacked, whatever an archive holds.
MEMBER = re.compile(r"database\.dump|secret-key|evidence/[0-9a-f]{16,64}")
CHUNK = 1 << 20


class Damaged(Exception):
    """The file is no backup of a desk, or not the one that was written."""


@dataclass(frozen=True)
class Manifest:
    """`migrations` are the steps that its tables have taken; `digests` are SHA-256 by member; `missing` are files that
    the rows name and the disk did not have."""

    made_at: datetime
    version: str
    migrations: list[str]
    callbacks: int
    digests: dict[str, str]
    missing: list[str] = field(default_factory=list)

    def as_json(self) -> bytes:
        told = {"format": FORMAT, **asdict(self), "made_at": self.made_at.isoformat()}
        return json.dumps(told, indent=1, sort_keys=True).encode()


def read(text: bytes) -> Manifest:
    """Raises Damaged."""
    try:
        told = json.loads(text)
        if told.pop("format") != FORMAT:
            raise Damaged("it was written by a newer version")
        return Manifest(**{**told, "made_at": datetime.fromisoformat(told["made_at"])})
    except (ValueError, KeyError, TypeError) as wrong:
        raise Damaged("its manifest cannot be read") from wrong


def verify(path: Path) -> Manifest:
    """Read it to its end; raises Damaged unless every member is there, as it was written, and nothing else is."""
    seen: dict[str, str] = {}
    manifest: Manifest | None = None
    try:
        with tarfile.open(path) as archive:
            for member in archive:
                content = archive.extractfile(member) if member.isfile() else None
                if content is None or not (member.name == NAME or MEMBER.fullmatch(member.name)):
                    raise Damaged(f"{member.name!r} does not belong in a backup")
                if member.name == NAME:
                    manifest = read(content.read())
                else:
                    seen[member.name] = digest(content)
    except (tarfile.TarError, OSError, EOFError) as wrong:
        raise Damaged(f"it cannot be read: {wrong}") from wrong
    if manifest is None:
        raise Damaged("it has no manifest: the writing of it was broken off")
    if wrong_ones := [
        name for name in {*seen, *manifest.digests} if seen.get(name) != manifest.digests.get(name)
    ]:
        raise Damaged(f"{min(wrong_ones)} is missing or has changed")
    return manifest


def digest(file: IO[bytes]) -> str:
    found = hashlib.sha256()
    while part := file.read(CHUNK):
        found.update(part)
    return found.hexdigest()
