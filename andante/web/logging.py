"""Log lines as JSON, one an event, on standard error. No personal data: what is logged is listed here.

A line holds only names and figures that the service itself chose. Paths are templates
(`/api/v1/filings/{case}`), never addresses as sent; no address of a visitor, no query, header, cookie, body
or name. Lines of libraries keep their wording without its slots, and of an exception the type and the places
in the code, not its message: both can hold what somebody wrote.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

OURS = "andante"
FIELDS = (
    "request",
    "method",
    "route",
    "status",
    "seconds",
    "signed_in",
    "problem",
    "action",
    "kind",
    "count",
    "size",
    "address",
    "database",
    "reason",
)
"""What a line of ours can hold besides time, level and event."""
PLACES = 12
_PACKAGE = Path(__file__).resolve().parents[2]


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """The line. Text of other libraries is taken without its arguments."""
        ours = record.name.split(".")[0] == OURS
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": str(record.msg) if ours else f"{record.name}: {str(record.msg)[:200]}",
        }
        if ours:
            line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1] is not None:
            line |= fault_lines(record.exc_info[1])
        return json.dumps(line, ensure_ascii=True, default=str)


def fault_lines(error: BaseException) -> dict[str, object]:
    """An exception without its message: types, from the first cause on, and the last places in the code."""
    types, at = [], error
    seen: set[int] = set()
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        types.append(type(at).__name__)
        at = at.__cause__ or at.__context__  # type: ignore[assignment]
    frames = traceback.extract_tb(error.__traceback__)[-PLACES:]
    return {"error": types, "places": [f"{_short(f.filename)}:{f.lineno} {f.name}" for f in frames]}


def start_logging(level: str, stream: TextIO | None = None) -> logging.Handler:
    """Every line of the process goes through `JsonLines` from now on; lines of libraries from warnings up."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        library = logging.getLogger(name)
        library.handlers[:] = []
        library.propagate = name != "uvicorn.access"
        library.setLevel(logging.WARNING)
    return handler


def _short(name: str) -> str:
    path = Path(name)
    if path.is_relative_to(_PACKAGE / "andante"):
        return path.relative_to(_PACKAGE).as_posix()
    parts = path.parts
    return "/".join(parts[parts.index("site-packages") + 1 :]) if "site-packages" in parts else path.name
