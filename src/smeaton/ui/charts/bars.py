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
    Format,
    marked,
    names_above,
    names_axis,
    plot,
)
from smeaton.ui.figures import decimal, percent


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
        cells = (row.label, decimal(row.value), decimal(row.total), percent(share) if row.total else "nothing needed")
        if floor is not None:
            cells += ("below" if share < floor - 1e-9 else "on or above",)
        table.append(cells)
    line = (floor, floor_label) if floor is not None else None
    wide, narrow = (_bars(rows, marked(axis, synthetic), line, room) for room in (WIDE, PHONE))
    legend = []
    if line and any(_share(row) < line[0] - 1e-9 for row in rows):
        legend = [KeyItem("bar-short", "below the line")]
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


def _bars(
    rows: Sequence[Bar], axis: str, line: tuple[float, str] | None, room: Format
) -> dict[str, Any]:
    values = [
        {"n": r.label, "s": round(_share(r), 4), "p": percent(_share(r)), "f": int(bool(line) and _share(r) < line[0] - 1e-9)}
        if line
        else {"n": r.label, "s": round(_share(r), 4), "p": percent(_share(r)), "f": 0}
        for r in rows
    ]
    ticks = {"grid": False, "title": axis, "format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1], "domain": False}
    x: dict[str, Any] = {
        "type": "quantitative",
        "scale": {"domain": [0, 1.12], "nice": False},
        "axis": ticks,
    }
    y = {"field": "n", "type": "nominal", "sort": None, "axis": names_axis(room)}
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
            "mark": {"type": "text", "align": "left", "dx": 6, "color": INK, "yOffset": offset},
            "encoding": {"x": x | {"datum": 1}, "y": y, "text": {"field": "p"}},
        },
    ]
    if line:
        at, label = line
        layers.append(
            {
                "data": {"values": [{}]},
                "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5, "strokeDash": [4, 3]},
                "encoding": {"x": x | {"datum": at}},
            }
        )
        if label:
            layers.append(
                {
                    "data": {"values": [{}]},
                    "mark": {
                        "type": "text",
                        "y": -8,
                        "baseline": "bottom",
                        "align": "right" if at > 0.5 else "left",
                        "text": label,
                        "color": INK,
                    },
                    "encoding": {"x": x | {"datum": at}},
                }
            )
    height = (42 if room.phone else 27) * max(len(rows), 1)
    return plot(room, height=height, values=values, layers=names_above(room, "n") + layers)
