"""How a log line is written: for people or as JSON, each with the callback that it is about, neither with a secret."""

import logging
import os
import re
import sys
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from ringback.records.about import callback_now

# What has no place in a log, wherever it came from: an exception of the database quotes the row that it refused.
HIDDEN = (
    (re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"), "…@…"),
    (re.compile(r"\+\d{4,12}(\d{3})\b"), r"+…\1"),
    (re.compile(r"://[^/\s:@]+:[^/\s@]+@"), "://…@"),
    (re.compile(r"(Key \([^)]*\))=\([^)]*\)"), r"\1=(…)"),
    (re.compile(r"(Failing row contains )\(.*\)"), r"\1(…)"),
    (
        re.compile(
            r"((?:sessionid|sid|csrf\w*|password|secret|token)[\"']?\s*[=:]\s*[\"']?)[^\s\"';,]+",
            re.IGNORECASE,
        ),
        r"\1…",
    ),
    (re.compile(r"(/key/)[^/\s]+"), r"\1…"),
)
SAID = ("callback", "route", "status", "ms")


def discreet(text: str) -> str:
    for pattern, instead in HIDDEN:
        text = pattern.sub(instead, text)
    return text


class About(logging.Filter):
    """Adds the callback that the present work is about to a line that does not name one itself."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not getattr(record, "callback", ""):
            record.callback = callback_now()
        return True


class ForPeople(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        about: str = getattr(record, "callback", "")
        text = super().format(record)
        return discreet(f"{text} [{about}]" if about and about not in text else text)


class AsJson(JsonFormatter):
    """One object a line: at, level, process, logger, message, and what is known of callback, route, status, ms, error."""

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        said = {
            "at": log_data["asctime"],
            "level": log_data["levelname"],
            "process": PROCESS,
            "logger": log_data["name"],
            "message": discreet(log_data["message"]),
        }
        said |= {name: log_data[name] for name in SAID if log_data.get(name)}
        return said | ({"error": discreet(error)} if (error := log_data.get("exc_info")) else {})


def formatter(kind: str) -> dict[str, Any]:
    """For `logging.config.dictConfig`; `kind` is console or json."""
    if kind == "json":
        return {
            "()": AsJson,
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
            "json_ensure_ascii": False,
        }
    return {"()": ForPeople, "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s"}


def _process() -> str:
    """The verb of the command line, such as serve."""
    verbs = [word for word in sys.argv[1:2] if not word.startswith("-")]
    return verbs[0] if verbs else os.path.basename(sys.argv[0])


PROCESS = _process()
