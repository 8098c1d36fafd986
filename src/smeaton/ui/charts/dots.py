"""Dots with their 90% intervals, and dots in pairs: before and after."""

from collections.abc import Sequence
from typing import Any

from smeaton.ui.bands import BANDS
from smeaton.ui.charts.chart import Chart, KeyItem
from smeaton.ui.charts.drawing import Drawing
from smeaton.ui.charts.rows import Dot, Mark, Pair
from smeaton.ui.charts.style import (
    COMPARE,
    COMPARE_PALE,
    OURS,
    PHONE,
    WIDE,
    Format,
    marked,
    names_above,
    plot,
    row_edges,
    rows_scale,
)
from smeaton.ui.figures import decimal, percent

_SHAPES = {"lead": "diamond", "teachers": "triangle-up", "technicians": "square"}
_SIGNS = {
    "clear": {"fill": OURS, "stroke": OURS, "size": 130},
    "possible": {"fill": "#fff", "stroke": OURS, "size": 120},
    "unlikely": {"fill": "#fff", "stroke": COMPARE, "size": 80},
    "": {"fill": OURS, "stroke": OURS, "size": 110},
}


def dots(
    rows: Sequence[Dot],
    *,
    title: str,
    finding: str,
    axis: str,
    source: str,
    levels: Sequence[str] = (),
    low: float = 1,
    high: float = 4,
    synthetic: bool = False,
) -> Chart:
    """Estimates with their intervals, in the order given, on an axis from `low` to `high`.

    `levels` are the names of the whole numbers from `low` on, written under the axis.
    """
    columns = ["", "Estimate", "90% interval"]
    extras = {
        "Band": any(row.band for row in rows),
        "Middle half of the place": any(row.middle for row in rows),
    }
    columns += [name for name, wanted in extras.items() if wanted]
    sources = [kind for kind in _SHAPES if any(mark.source == kind for row in rows for mark in row.marks)]
    columns += [kind.capitalize() for kind in sources]
    table = []
    for row in rows:
        cells = [row.label, decimal(row.estimate), f"{decimal(row.lower)} to {decimal(row.upper)}"]
        if extras["Band"]:
            cells.append(row.band)
        if extras["Middle half of the place"]:
            cells.append(f"{decimal(row.middle[0])} to {decimal(row.middle[1])}" if row.middle else "none")
        said = {mark.source: mark.value for mark in row.marks}
        cells += [decimal(said[kind]) if kind in said else "no answer" for kind in sources]
        table.append(tuple(cells))
    scale = (low, high, tuple(levels))
    wide, narrow = (_dots(rows, marked(axis, synthetic), scale, room) for room in (WIDE, PHONE))
    return Chart(
        title,
        finding,
        ("Row", *columns[1:]),
        tuple(table),
        source,
        synthetic,
        Drawing.of(f"{title}. {finding}", wide, narrow),
        _dots_legend(rows, sources),
    )


def _dots_legend(rows: Sequence[Dot], sources: Sequence[str]) -> tuple[KeyItem, ...]:
    bands = {BANDS.get(row.band, "") for row in rows if row.band}
    words = {BANDS[row.band]: row.band for row in rows if row.band in BANDS}
    items = [
        KeyItem(f"dot-{kind}", words[kind]) for kind in ("clear", "possible", "unlikely") if kind in bands
    ]
    items.append(KeyItem("interval", "90% interval"))
    if any(row.middle for row in rows):
        items.append(KeyItem("middle", "middle half of the place"))
    items += [KeyItem(kind, {"lead": "lead"}.get(kind, kind)) for kind in sources]
    return tuple(items)


def _dots(
    rows: Sequence[Dot], axis: str, scale: tuple[float, float, tuple[str, ...]], room: Format
) -> dict[str, Any]:
    low, high, levels = scale
    step = 54 if room.phone else 36
    values = [
        {
            "i": i,
            "e": row.estimate,
            "l": row.lower,
            "u": row.upper,
            "b": BANDS.get(row.band, ""),
            **({"m": row.middle[0], "M": row.middle[1]} if row.middle else {}),
        }
        for i, row in enumerate(rows)
    ]
    names = [row.label for row in rows]
    marks = [
        {"i": i, "v": round(value, 3), "s": mark.source}
        for i, row in enumerate(rows)
        for mark, value in _side_by_side(row.marks, low, high, room)
    ]
    x = {"field": "l", "type": "quantitative", "scale": {"domain": [low, high], "nice": False, "clamp": True}}
    y = rows_scale(room, names)
    ticks: dict[str, Any] = {"grid": True, "title": axis, "tickMinStep": 0.5, "tickCount": 6, "domain": False}
    if levels:
        named = {str(int(low) + i): name.replace(" ", "\n", 1) for i, name in enumerate(levels)}
        ticks |= {
            "values": [low + i for i in range(len(levels))],
            "labelExpr": f"split({named!r}[datum.value], '\\n')",
            "labelAlign": {
                "expr": f"datum.value == {low} ? 'left' : datum.value == {high} ? 'right' : 'center'"
            },
        }
    base = {"x": x | {"axis": ticks}, "y": y}
    offset = 8 if room.phone else 0
    layers: list[dict[str, Any]] = []
    if any(row.middle for row in rows):
        band = {"x": base["x"] | {"field": "m"}, "x2": {"field": "M"}, "y": y}
        layers.append(
            {
                "mark": {"type": "bar", "height": 18, "color": COMPARE_PALE, "yOffset": offset},
                "encoding": band,
            }
        )
    layers.append(
        {
            "mark": {"type": "rule", "strokeWidth": 2.5, "color": OURS, "yOffset": offset},
            "encoding": base | {"x2": {"field": "u"}, "color": _by_band("stroke")},
        }
    )
    layers.append(
        {
            "mark": {"type": "point", "filled": False, "strokeWidth": 2.5, "opacity": 1, "yOffset": offset},
            "encoding": base
            | {
                "x": base["x"] | {"field": "e"},
                "fill": _by_band("fill"),
                "stroke": _by_band("stroke"),
                "size": _by_band("size"),
            },
        }
    )
    if marks:
        layers.append(
            {
                "data": {"values": marks},
                "mark": {
                    "type": "point",
                    "filled": True,
                    "color": "#3d464f",
                    "opacity": 1,
                    "size": 38,
                    "yOffset": offset + 11,
                },
                "encoding": {
                    "x": base["x"] | {"field": "v"},
                    "y": y,
                    "shape": {
                        "field": "s",
                        "type": "nominal",
                        "legend": None,
                        "scale": {"domain": list(_SHAPES), "range": list(_SHAPES.values())},
                    },
                },
            }
        )
    edges = row_edges(room, bottom=70 if levels else 54)
    return plot(
        room, edges, height=step * max(len(rows), 1), values=values, layers=layers + names_above(room, names)
    )


def _side_by_side(marks: Sequence[Mark], low: float, high: float, room: Format) -> list[tuple[Mark, float]]:
    """The marks with where they are drawn: those that would hide each other stand beside each other."""
    width = (high - low) * (0.034 if room.phone else 0.022)
    placed: list[tuple[Mark, float]] = []
    for mark in sorted(marks, key=lambda mark: mark.value):
        at = max(mark.value, placed[-1][1] + width) if placed else mark.value
        placed.append((mark, at))
    over = max(0.0, placed[-1][1] - high) if placed else 0.0
    return [(mark, at - over) for mark, at in placed]


def _by_band(what: str) -> dict[str, Any]:
    conditions = [
        {"test": f"datum.b === '{kind}'", "value": sign[what]} for kind, sign in _SIGNS.items() if kind
    ]
    return {"condition": conditions, "value": _SIGNS[""][what]}


def paired_dots(
    rows: Sequence[Pair],
    *,
    title: str,
    finding: str,
    axis: str,
    source: str,
    before: str = "Now",
    after: str = "With this package",
    low: float = 0,
    high: float = 1,
    synthetic: bool = False,
) -> Chart:
    """Two dots a row, joined: grey before, accent after; a share (0 to 1) is written as a percentage."""
    share = (low, high) == (0, 1)
    figure = percent if share else decimal
    uncertain = any(row.lower is not None for row in rows)
    columns = ("Row", before, *(("90% interval",) if uncertain else ()), after, "Change")
    table = []
    for row in rows:
        cells = [row.label, figure(row.before)]
        if uncertain:
            known = row.lower is not None and row.upper is not None
            cells.append(f"{figure(row.lower)} to {figure(row.upper)}" if known else "none")
        change = (row.after - row.before) * (100 if share else 1)
        sign = "+" if change > 0 else ""
        table.append((*cells, figure(row.after), f"{sign}{decimal(change, 0 if share else 1)}"))
    wide, narrow = (_pairs(rows, marked(axis, synthetic), (low, high), room) for room in (WIDE, PHONE))
    legend = [KeyItem("dot-before", before), KeyItem("dot-clear", after)]
    if uncertain:
        legend.append(KeyItem("interval-grey", "90% interval"))
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


def _pairs(rows: Sequence[Pair], axis: str, ends: tuple[float, float], room: Format) -> dict[str, Any]:
    uncertain = any(row.lower is not None and row.upper is not None for row in rows)
    values = [
        {"i": i, "b": r.before, "a": r.after}
        | ({} if r.lower is None or r.upper is None else {"l": r.lower, "u": r.upper})
        for i, r in enumerate(rows)
    ]
    names = [row.label for row in rows]
    ticks: dict[str, Any] = {"grid": True, "title": axis, "tickCount": 5, "domain": False}
    if tuple(ends) == (0.0, 1.0):
        ticks["format"] = ".0%"
    x = {"type": "quantitative", "scale": {"domain": list(ends), "nice": False, "clamp": True}, "axis": ticks}
    y = rows_scale(room, names)
    offset = 8 if room.phone else 0
    layers: list[dict[str, Any]] = []
    if uncertain:
        layers.append(
            {
                "mark": {"type": "rule", "color": "#c3cad3", "strokeWidth": 6, "yOffset": offset},
                "encoding": {"x": x | {"field": "l"}, "x2": {"field": "u"}, "y": y},
            }
        )
    layers += [
        {
            "mark": {"type": "rule", "color": OURS, "strokeWidth": 2, "yOffset": offset},
            "encoding": {"x": x | {"field": "b"}, "x2": {"field": "a"}, "y": y},
        },
        *(
            {
                "mark": {
                    "type": "point",
                    "fill": fill,
                    "stroke": stroke,
                    "strokeWidth": 2,
                    "size": 110,
                    "opacity": 1,
                    "yOffset": offset,
                },
                "encoding": {"x": x | {"field": field}, "y": y},
            }
            for field, fill, stroke in (("b", "#fff", COMPARE), ("a", OURS, OURS))
        ),
    ]
    height = (46 if room.phone else 32) * max(len(rows), 1)
    return plot(room, row_edges(room), height=height, values=values, layers=layers + names_above(room, names))
