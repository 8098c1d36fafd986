"""How charts look: colours that carry one meaning each, sizes for wide pages and for phones."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

OURS = "#1f5fa8"
"""What the page is about."""
COMPARE = "#6b7480"
"""What it is compared with."""
COMPARE_PALE = "#e1e5ea"
LOOK = "#b86e00"
"""Look here: amber, dark enough to be seen as a line on white."""
INK = "#0b0c0c"
QUIET = "#505a64"
GRID = "#e4e8ed"


@dataclass(frozen=True)
class Format:
    """The room that a picture has: width in its own pixels, type size, and room for names on the left."""

    width: int
    type: int
    names: int
    phone: bool


WIDE = Format(width=720, type=14, names=235, phone=False)
PHONE = Format(width=345, type=12, names=340, phone=True)


def config(room: Format) -> dict[str, Any]:
    """Vega-Lite's settings for every chart: quiet axes, no frame, Arial, nothing smaller than 11 px."""
    return {
        "background": None,
        "font": "Arial",
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
        "text": {"fontSize": room.type, "color": INK},
    }


def marked(title: str, synthetic: bool) -> str:
    """An axis title that says itself when its figures are synthetic."""
    return f"{title} (synthetic)" if synthetic else title


@dataclass(frozen=True)
class Edges:
    """What stands around the plot, in pixels. It is given, since Vega has no fonts to measure with."""

    left: int
    right: int
    top: int
    bottom: int


def row_edges(room: Format, *, top: int = 4, bottom: int = 54) -> Edges:
    """The edges of a chart with a row for each name."""
    return Edges(6 if room.phone else room.names, 8, top, bottom)


def plot(
    room: Format, edges: Edges, *, height: int, values: list[dict[str, Any]], layers: list[dict[str, Any]]
) -> dict[str, Any]:
    """A specification of layers over the same values, as wide as the format is."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": room.width - edges.left - edges.right,
        "height": height,
        "autosize": "none",
        "padding": {"left": edges.left, "right": edges.right, "top": edges.top, "bottom": edges.bottom},
        "config": config(room),
        "data": {"values": values},
        "layer": layers,
    }


def halo(room: Format) -> dict[str, Any]:
    """A white outline, so that text can be read across lines."""
    return {"stroke": "#fff", "strokeWidth": 4 if room.phone else 5, "strokeOpacity": 1}


def text_width(text: str, size: int, *, bold: bool = False) -> float:
    """How wide `text` of that size is at most, in pixels, in whatever stands in for Arial.

    Measured of DejaVu Sans, a seventh wider than Arial and the widest that browsers commonly fall back to.
    """
    return sum(_letter(letter) for letter in text) * size * (1.12 if bold else 1.0)


_WIDTHS = (
    ("ijlIJ' ,.·’", 0.32),
    ("/:;|\\f-", 0.36),
    ("()[]!rt", 0.41),
    ('szc?“”"*_–', 0.55),
    ("+=<>−×±≥≤#~M", 0.86),
    ("mW@—…%", 1.0),
)
"""Widths of letters as a share of their size; other small letters and figures 0.64, capitals 0.79."""


def _letter(letter: str) -> float:
    for letters, width in _WIDTHS:
        if letter in letters:
            return width
    return 0.79 if letter.isupper() or letter == "w" else 0.64


def wrapped(text: str, widest: float, size: int) -> list[str]:
    """`text` in lines of at most `widest` pixels, broken between words."""
    out: list[str] = []
    for word in text.split():
        longer = f"{out[-1]} {word}" if out else word
        if out and text_width(longer, size) <= widest:
            out[-1] = longer
        else:
            out.append(word)
    return out


def folded(text: str, room: Format, lines: int = 2) -> str:
    """`text` broken to the room for names, over at most so many lines; what is over is cut with “…”."""
    widest = room.names - 16
    out = wrapped(text, widest, room.type)
    if len(out) > lines:
        out = out[:lines]
        while text_width(f"{out[-1]} …", room.type) > widest and " " in out[-1]:
            out[-1] = out[-1].rsplit(" ", 1)[0]
        out[-1] += " …"
    return "\n".join(out)


def names_axis(room: Format, names: Sequence[str]) -> dict[str, Any]:
    """The axis of row names: on the left of a wide picture; a phone writes them above the rows."""
    if room.phone:
        return {"labels": False, "ticks": False, "domain": False, "title": None}
    shown = [folded(name, room) for name in names]
    double = [i for i, name in enumerate(shown) if "\n" in name]
    return {
        "title": None,
        "ticks": False,
        "domain": False,
        "labelExpr": f"split({json.dumps(shown)}[datum.value], '\\n')",
        "labelOffset": {
            "condition": {"test": f"indexof({double}, datum.value) >= 0", "value": -room.type // 2},
            "value": 0,
        },
        "labelLimit": 2000,
        "labelOverlap": False,
        "labelLineHeight": room.type + 2,
        "labelColor": INK,
        "labelPadding": 12,
    }


def names_above(room: Format, names: Sequence[str]) -> list[dict[str, Any]]:
    """The layer that writes each row's name above it, on a phone."""
    if not room.phone:
        return []
    values = [{"i": i, "n": folded(name, room, lines=1)} for i, name in enumerate(names)]
    return [
        {
            "data": {"values": values},
            "mark": {
                "type": "text",
                "align": "left",
                "baseline": "middle",
                "x": 0,
                "yOffset": -14,
                "limit": 2000,
                **halo(room),
            },
            "encoding": {
                "text": {"field": "n"},
                "y": rows_scale(room, names),
            },
        }
    ]


def rows_scale(room: Format, names: Sequence[str]) -> dict[str, Any]:
    """The vertical channel of charts with a row for each name: by number, since two names may be alike."""
    return {"field": "i", "type": "ordinal", "sort": None, "axis": names_axis(room, names)}
