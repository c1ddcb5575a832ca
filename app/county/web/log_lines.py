"""What the server writes for whoever runs it: codes and places in the program, never what was sent or stored."""

import logging
from pathlib import PurePath
from traceback import extract_tb
from types import TracebackType
from typing import Any, TextIO

from app.county.logbook import LOG


def told_of(error: BaseException) -> str:
    """The kind of an error and its last place in the program: its own words may hold a name or a number."""
    return _told(type(error), error.__traceback__)


class _Plain(logging.Formatter):
    """One line an entry."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's own name for it
        """The kind of the error, and the last place in the program."""
        kind, _, trace = ei
        return _told(kind, trace)


class _Lines(logging.StreamHandler[TextIO]):
    """A stream that is gone takes no line; logging itself would tell of it with all that the error holds."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name for it
        """Leave it."""


def write_log(stream: TextIO) -> logging.Handler:
    """Let what the county's server notes appear here: systemd and containers pick standard error up."""
    handler = _Lines(stream)
    handler.setFormatter(_Plain("%(levelname)s %(message)s"))
    logging.getLogger(LOG).addHandler(handler)
    return handler


def _told(kind: type[BaseException], trace: TracebackType | None) -> str:
    places = extract_tb(trace)
    where = f"{PurePath(places[-1].filename).name}:{places[-1].lineno}" if places else "?"
    return f"{kind.__name__} at {where}"
