"""Drawn pictures, kept in files that the worker and the web processes share, and those that wait."""

from collections.abc import Iterable
from hashlib import sha256

from django.core.cache import caches
from django.utils.safestring import SafeString, mark_safe

from smeaton.terms import Reach
from smeaton.ui.charts.drawing import Drawing

_FAILED = "failed"
_WAITING_SECONDS = 24 * 3600
_FAILED_SECONDS = 600
_ASKED_SECONDS = 60


def cached(key: str) -> SafeString | None:
    """The picture, or None while there is none."""
    found = caches["charts"].get(key)
    return None if found in (None, _FAILED) else mark_safe(found)  # noqa: S308 - cleaned by charts.svg


def failed(key: str) -> bool:
    """Whether drawing was tried within the last minutes and did not work."""
    return bool(caches["charts"].get(key) == _FAILED)


def wait_for(drawing: Drawing) -> None:
    """Put a drawing among those that wait, so that its key is enough to have it drawn."""
    caches["charts"].set(f"waiting:{drawing.key}", drawing, _WAITING_SECONDS)


def waits(key: str) -> bool:
    """Whether a page has lately shown, or tried to show, the picture of this key."""
    return caches["charts"].get(f"waiting:{key}") is not None


def show_to(key: str, reach: Reach) -> None:
    """Note that a page has shown the picture to this reach: until that changes, its address answers."""
    caches["charts"].set(f"shown:{key}:{_told(reach)}", 1, _WAITING_SECONDS)


def shown_to(key: str, reach: Reach) -> bool:
    """Whether a page has lately shown the picture to somebody who is the same and may see the same.

    Where a grant or an agreement has ended since, it is another reach: a picture outlives neither.
    """
    return caches["charts"].get(f"shown:{key}:{_told(reach)}") is not None


def _told(reach: Reach) -> str:
    """Who it is and what they may see, as 32 digits, the same in every process."""
    grants = sorted((each.role, each.scope, each.id) for each in reach.grants)
    sharing = sorted(
        (each.programme, each.trust or 0, each.school or 0, sorted(each.shares), sorted(each.roles))
        for each in reach.sharing
    )
    return sha256(repr((reach.actor, reach.everywhere, grants, sharing)).encode()).hexdigest()[:32]


def claim(key: str) -> bool:
    """Whether it falls to the caller to have the picture drawn: once a minute, to one of all who ask."""
    return caches["charts"].add(f"asked:{key}", 1, _ASKED_SECONDS)


def draw_waiting(key: str) -> None:
    """Draw what waits under this key; nothing where it no longer waits or is drawn already."""
    drawing = caches["charts"].get(f"waiting:{key}")
    if drawing is not None:
        draw_one(drawing)


def draw_one(drawing: Drawing) -> None:
    """Draw, unless it is drawn. A specification that cannot be drawn is remembered for ten minutes."""
    if cached(drawing.key) is not None:
        return
    try:
        caches["charts"].set(drawing.key, drawing.svg())
    except Exception:
        caches["charts"].set(drawing.key, _FAILED, _FAILED_SECONDS)
        raise


def draw_all(drawings: Iterable[Drawing]) -> None:
    """Draw those that are not drawn yet."""
    for drawing in drawings:
        draw_one(drawing)
