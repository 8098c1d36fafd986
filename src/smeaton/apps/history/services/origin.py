"""From where a write comes: a page, a command, a task. Kept in a context variable beside the work itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LONGEST = 200

_ORIGIN: ContextVar[str] = ContextVar("smeaton_history_origin", default="")


def now_from(origin: str) -> None:
    """What is written from here on comes from `origin`: “page /places/<place>/”, “command smeaton demo”.

    It names a kind of page, never its full address: one may hold a link that is somebody's own.
    """
    _ORIGIN.set(origin[:LONGEST])


@contextmanager
def came_from(origin: str) -> Iterator[None]:
    """The same, until the block ends."""
    token = _ORIGIN.set(origin[:LONGEST])
    try:
        yield
    finally:
        _ORIGIN.reset(token)


def present_origin() -> str:
    """Where the present work comes from; empty where nobody said."""
    return _ORIGIN.get()
