"""django-helpdesk's public form: the peer of the figure `intake`, in an environment of its own."""

import http.client
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from bench.load import post
from bench.process import free_port, serving

HERE = Path(__file__).resolve().parent
PYTHON = HERE.parent / ".cache" / "peers" / "bin" / "python"


@contextmanager
def helpdesk(url: str, *, threads: int) -> Iterator[tuple[int, list[str]]]:
    """One process of it with that many threads, on the empty database at `url`; its port, and its queues' ids."""
    port = free_port()
    env = {
        "PEER_DATABASE": _database(url),
        "PYTHONPATH": str(HERE / "peers"),
        "DJANGO_SETTINGS_MODULE": "helpdesk_settings",
    }
    prepare = [str(PYTHON), str(HERE / "peers" / "helpdesk_prepare.py")]
    queues = subprocess.run(prepare, env={**os.environ, **env}, check=True, capture_output=True, text=True)
    server = [
        *(str(PYTHON), "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1"),
        *("--threads", str(threads), "--keep-alive", "60", "--log-level", "error"),
        *("--no-control-socket", "django.core.wsgi:get_wsgi_application()"),
    ]
    with serving(server, port, env):
        yield port, queues.stdout.split()


def tickets(port: int, queues: list[str], count: int) -> list[bytes]:
    """As many POSTs of the public form, as a browser sends them after it has read the page once."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/tickets/submit/")
    answer = connection.getresponse()
    page, cookie = answer.read().decode(), (answer.getheader("Set-Cookie") or "").split(";")[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token, "the form has no token"
    return [
        post(
            "/tickets/submit/", _form(token[1], queues[n % len(queues)], n), host="127.0.0.1", cookies=cookie
        )
        for n in range(count)
    ]


def _form(token: str, queue: str, n: int) -> bytes:
    return urlencode(
        {
            "csrfmiddlewaretoken": token,
            "queue": queue,
            "title": "Payment on hold",
            "body": "The money has not come since Monday. Order 114-22.",
            "priority": 1 + n % 5,
            "due_date": "",
            "submitter_email": f"s{n}@example.com",
        }
    ).encode()


def _database(url: str) -> str:
    parts = urlsplit(url)
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    return f"{host}:{parts.port or 5432}:{parts.username or 'postgres'}:{parts.path[1:]}"
