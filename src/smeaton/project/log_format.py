"""How a line of the log is written: in UTC, on one line whatever it holds, for people or for programs."""

import json
import logging
from datetime import UTC, datetime

from smeaton.project.log_filter import without_links

_MORE = ("method", "address", "status", "milliseconds", "events", "head")
"""What a line may carry besides its words, by name (`extra=`)."""


class Line(logging.Formatter):
    """`2026-11-27T06:00:00.123Z WARNING smeaton.refused: …`; of an error, its traceback on lines of its own.

    Those are set in by two spaces, so that no text of somebody else's can look like a line of ours.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        first = f"{at(record)} {record.levelname} {record.name}: {one_line(record.getMessage())}"
        trace = _trace(self, record)
        return "\n".join([first, *(f"  {one_line(line)}" for line in trace.splitlines())])


class JsonLine(logging.Formatter):
    """The same as one JSON object a line, which any log processor reads (`SMEATON_LOG=json`)."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON; what is not ASCII is escaped, line ends among it."""
        said = {
            "time": at(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        said |= {name: getattr(record, name) for name in _MORE if hasattr(record, name)}
        if trace := _trace(self, record):
            said["trace"] = trace
        return json.dumps(said, default=str)


def at(record: logging.LogRecord) -> str:
    """When it was written, in UTC to the millisecond, as RFC 3339 has it."""
    moment = datetime.fromtimestamp(record.created, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def one_line(words: str) -> str:
    """Words in which every sign that could end a line, or move a cursor, is written out."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in words)


def _trace(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    if record.exc_info and not record.exc_text:
        record.exc_text = formatter.formatException(record.exc_info)
    return without_links(record.exc_text or "")
