"""How charts look: colours that carry one meaning each, sizes for wide pages and for phones."""

from dataclasses import dataclass
from typing import Any

OURS = "#1f5fa8"
"""What the page is about."""
OURS_PALE = "#dbe7f5"
COMPARE = "#6b7480"
"""What it is compared with."""
COMPARE_PALE = "#e1e5ea"
LOOK = "#b86e00"
"""Look here: amber, dark enough to be seen as a line on white."""
LOOK_PALE = "#fdf1d8"
INK = "#0b0c0c"
QUIET = "#505a64"
GRID = "#e4e8ed"
NAVY = "#12355b"


@dataclass(frozen=True)
class Format:
    """The room that a picture has: width in its own pixels, type size, and room for names on the left."""

    width: int
    type: int
    names: int
    phone: bool


WIDE = Format(width=720, type=14, names=250, phone=False)
PHONE = Format(width=345, type=12, names=150, phone=True)


def config(room: Format) -> dict[str, Any]:
    """Vega-Lite's settings for every chart: quiet axes, no frame, Arial, nothing smaller than 11 px."""
    return {
        "background": None,
        "font": "Arial",
        "padding": 2,
        "view": {"stroke": None},
        "aria": False,
        "axis": {
            "labelColor": QUIET,
            "titleColor": QUIET,
            "labelFontSize": room.type,
            "titleFontSize": room.type,
            "titleFontWeight": "normal",
            "gridColor": GRID,
            "domainColor": "#b1b9c2",
            "tickColor": "#b1b9c2",
            "labelPadding": 6,
            "titlePadding": 8,
            "tickSize": 5,
        },
        "text": {"fontSize": room.type, "fill": INK},
    }


def marked(title: str, synthetic: bool) -> str:
    """An axis title that says itself when its figures are synthetic."""
    return f"{title} (synthetic)" if synthetic else title


def plot(
    room: Format, *, height: int, values: list[dict[str, Any]], layers: list[dict[str, Any]]
) -> dict[str, Any]:
    """A specification of layers over the same values, as wide as the format is."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": room.width,
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": config(room),
        "data": {"values": values},
        "layer": layers,
    }


def names_axis(room: Format) -> dict[str, Any] | None:
    """The axis of row names: on the left of a wide picture; a phone writes them above the rows."""
    if room.phone:
        return {"labels": False, "ticks": False, "domain": False, "title": None, "offset": 0, "minExtent": 0}
    return {
        "title": None,
        "ticks": False,
        "domain": False,
        "labelLimit": room.names,
        "labelColor": INK,
        "labelPadding": 12,
    }


def names_above(room: Format, field: str) -> list[dict[str, Any]]:
    """The layer that writes each row's name above it, on a phone."""
    if not room.phone:
        return []
    return [
        {
            "mark": {
                "type": "text",
                "align": "left",
                "baseline": "middle",
                "fontSize": room.type + 1,
                "x": 0,
                "yOffset": -14,
                "limit": room.width - 10,
            },
            "encoding": {
                "text": {"field": field},
                "y": {"field": field, "type": "nominal", "sort": None, "axis": names_axis(room)},
            },
        }
    ]
