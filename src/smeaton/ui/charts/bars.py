"""Bars: a part of a whole as a share of it, with a floor as a reference line."""

from collections.abc import Sequence
from typing import Any

from smeaton.ui.charts.chart import Chart, KeyItem
from smeaton.ui.charts.drawing import Drawing
from smeaton.ui.charts.rows import Bar
from smeaton.ui.charts.style import (
    GRID,
    INK,
    LOOK,
    OURS,
    PHONE,
    WIDE,
    Edges,
    Format,
    marked,
    names_above,
    plot,
    row_edges,
    rows_scale,
    text_width,
)
from smeaton.ui.figures import decimal, percent

_BESIDE = 6
"""Between a whole bar and its label, in pixels."""


def bars(
    rows: Sequence[Bar],
    *,
    title: str,
    finding: str,
    axis: str,
    source: str,
    floor: float | None = None,
    floor_label: str = "",
    synthetic: bool = False,
) -> Chart:
    """The share that `value` is of `total`, row by row in the order given.

    `floor` is a share from 0 to 1, drawn as a line with its label; rows below it are drawn in amber and say
    so in the table. For exact quantities only: an estimate needs `dots`.
    """
    columns = ("Row", "Met", "Of", "Share") + (("Against the line",) if floor is not None else ())
    table = []
    for row in rows:
        share = _share(row)
        met = percent(share) if row.total else "nothing needed"
        cells = [row.label, decimal(row.value), decimal(row.total), met]
        if floor is not None:
            cells.append("below" if _below(share, (floor, "")) else "on or above")
        table.append(tuple(cells))
    line = (floor, floor_label) if floor is not None else None
    wide, narrow = (_bars(rows, marked(axis, synthetic), line, room) for room in (WIDE, PHONE))
    legend = []
    if any(_below(_share(row), line) for row in rows):
        legend.append(KeyItem("bar-short", "below the floor"))
    return Chart(
        title,
        finding,
        columns,
        tuple(table),
        source,
        synthetic,
        Drawing.of(f"{title}. {finding}", wide, narrow),
        tuple(legend),
    )


def _share(row: Bar) -> float:
    return row.value / row.total if row.total else 1.0


def _bars(rows: Sequence[Bar], axis: str, line: tuple[float, str] | None, room: Format) -> dict[str, Any]:
    names = [row.label for row in rows]
    shares = [_share(row) for row in rows]
    values = [
        {"i": i, "s": round(share, 4), "p": percent(share), "f": int(bool(line) and _below(share, line))}
        for i, share in enumerate(shares)
    ]
    ticks = {
        "grid": False,
        "title": axis,
        "format": ".0%",
        "values": [0, 0.25, 0.5, 0.75, 1],
        "domain": False,
    }
    edges = row_edges(room, top=24 if line else 4)
    end = _end([percent(share) for share in shares], room, edges)
    x: dict[str, Any] = {"type": "quantitative", "scale": {"domain": [0, end], "nice": False}, "axis": ticks}
    y = rows_scale(room, names)
    offset, thick = (8, 12) if room.phone else (0, 16)
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "bar", "height": thick, "color": GRID, "yOffset": offset},
            "encoding": {"x": x | {"datum": 0}, "x2": {"datum": 1}, "y": y},
        },
        {
            "mark": {"type": "bar", "height": thick, "yOffset": offset},
            "encoding": {
                "x": x | {"field": "s"},
                "y": y,
                "color": {"condition": {"test": "datum.f === 1", "value": LOOK}, "value": OURS},
            },
        },
        {
            "mark": {"type": "text", "align": "left", "dx": _BESIDE, "yOffset": offset},
            "encoding": {"x": x | {"datum": 1}, "y": y, "text": {"field": "p"}},
        },
    ]
    if line:
        layers += _line(line, x, y, offset, thick)
    height = (42 if room.phone else 32) * max(len(rows), 1)
    return plot(
        room,
        edges,
        height=height,
        values=values,
        layers=layers + names_above(room, names),
    )


def _end(labels: Sequence[str], room: Format, edges: Edges) -> float:
    """Where the scale ends, so that the widest label beside a whole bar stays in the picture."""
    width = room.width - edges.left - edges.right
    beside = _BESIDE + max((text_width(label, room.type) for label in labels), default=0)
    return max(1.13, round(width / (width - beside), 4))


def _below(share: float, line: tuple[float, str] | None) -> bool:
    return line is not None and share < line[0] - 1e-9


def _line(
    line: tuple[float, str], x: dict[str, Any], y: dict[str, Any], offset: int, thick: int
) -> list[dict[str, Any]]:
    """The floor as a tick across every bar, and its words on top."""
    at, label = line
    ticks = {
        "mark": {
            "type": "tick",
            "color": INK,
            "thickness": 2,
            "size": thick + 8,
            "yOffset": offset,
            "opacity": 1,
        },
        "encoding": {"x": x | {"datum": at}, "y": y},
    }
    words = {
        "data": {"values": [{}]},
        "mark": {
            "type": "text",
            "y": -6,
            "baseline": "bottom",
            "align": "right" if at > 0.5 else "left",
            "dx": 4 if at > 0.5 else -4,
            "text": label,
        },
        "encoding": {"x": x | {"datum": at}},
    }
    return [ticks, words] if label else [ticks]
