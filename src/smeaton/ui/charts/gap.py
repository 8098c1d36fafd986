"""An attainment gap over the years: broken where figures do not compare, marked where one looks odd."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from smeaton.terms import AcademicYear
from smeaton.ui.charts.chart import Chart, KeyItem
from smeaton.ui.charts.drawing import Drawing
from smeaton.ui.charts.rows import GapPoint
from smeaton.ui.charts.style import (
    COMPARE,
    GRID,
    INK,
    LOOK,
    OURS,
    PHONE,
    QUIET,
    WIDE,
    Edges,
    Format,
    halo,
    marked,
    plot,
    text_width,
    wrapped,
)
from smeaton.ui.figures import decimal


def gap_lines(
    points: Sequence[GapPoint],
    *,
    title: str,
    finding: str,
    ours: str,
    theirs: str,
    axis: str,
    source: str,
    synthetic: bool = False,
) -> Chart:
    """The gap of a place (`ours`, accent) and of a comparison (`theirs`, grey), year by year.

    No line joins an `unjoined` year to another: these are squares on a hatched ground. A flagged year is
    hollow, with its reason beside it; where there are several, the reasons stand below the picture. The
    axis begins at nothing.
    """
    points = sorted(points, key=lambda point: point.year)
    table = tuple(
        (
            str(AcademicYear(p.year)),
            decimal(p.ours),
            decimal(p.theirs),
            "; ".join(filter(None, ("does not compare with other years" if p.unjoined else "", p.flag)))
            or "none",
        )
        for p in points
    )
    wide, narrow = (_lines(points, (ours, theirs), marked(axis, synthetic), room) for room in (WIDE, PHONE))
    legend = []
    if any(p.unjoined for p in points):
        legend.append(KeyItem("hatched", "teacher-assessed grades, which do not compare with other years"))
    if any(p.flag for p in points):
        legend.append(KeyItem("dot-flagged", "look twice at this figure"))
    return Chart(
        title,
        finding,
        ("Year", ours, theirs, "Remark"),
        table,
        source,
        synthetic,
        Drawing.of(f"{title}. {finding}", wide, narrow),
        tuple(legend),
        tuple(f"{p.year}: {p.flag}" for p in _flagged(points)) if len(_flagged(points)) > 1 else (),
    )


def _flagged(points: Sequence[GapPoint]) -> list[GapPoint]:
    return [p for p in points if p.flag and p.ours is not None]


def _lines(points: Sequence[GapPoint], names: tuple[str, str], axis: str, room: Format) -> dict[str, Any]:
    values = [
        {"y": p.year, "v": value, "s": side, "g": _run(points, i, side), "k": _kind(p, side)}
        for side in ("theirs", "ours")
        for i, p in enumerate(points)
        if (value := getattr(p, side)) is not None
    ]
    years = [p.year for p in points] or [0]
    ends = [line for name in names for line in _end_lines(name, "00.0", room)]
    beyond = max(text_width(line, room.type, bold=True) for line in ends) + 14
    inside = room.width - _edges(room).left - beyond
    after = (max(years) - min(years) + 0.4) * beyond / max(inside, 80)
    top = max([value["v"] for value in values] + [1]) * 1.18
    x: dict[str, Any] = {
        "field": "y",
        "type": "quantitative",
        "scale": {"domain": [min(years) - 0.4, max(years) + after], "nice": False},
        "axis": {
            "title": None,
            "values": years[::-2][::-1] if room.phone else years,
            "format": "d",
            "grid": False,
        },
    }
    y: dict[str, Any] = {
        "field": "v",
        "type": "quantitative",
        "scale": {"domain": [0, top], "nice": False},
        "axis": {
            "title": axis,
            "titleAngle": 0,
            "titleAlign": "left",
            "titleAnchor": "end",
            "titleX": -24,
            "titleY": -12,
            "titleBaseline": "bottom",
            "tickCount": 5,
            "domain": False,
            "ticks": False,
            "gridColor": GRID,
        },
    }
    side_colour = {"condition": {"test": "datum.s === 'ours'", "value": OURS}, "value": COMPARE}
    layers = [*_hatching(points, top, x, y)]
    layers.append(
        {
            "transform": [{"filter": "datum.g >= 0"}],
            "mark": {"type": "line", "strokeWidth": 2.5},
            "encoding": {"x": x, "y": y, "detail": [{"field": "s"}, {"field": "g"}], "stroke": side_colour},
        }
    )
    layers += [
        {
            "transform": [{"filter": f"datum.k === '{kind}'"}],
            "mark": {"type": "point", "opacity": 1, **look},
            "encoding": {"x": x, "y": y, **colours},
        }
        for kind, look, colours in (
            ("plain", {"filled": True, "size": 45}, {"fill": side_colour}),
            (
                "unjoined",
                {"shape": "square", "fill": "#fff", "strokeWidth": 2, "size": 55},
                {"stroke": side_colour},
            ),
            ("flagged", {"fill": "#fff", "stroke": LOOK, "strokeWidth": 2.5, "size": 110}, {}),
        )
        if any(value["k"] == kind for value in values)
    ]
    layers += _end_labels(points, names, x, y, room)
    layers += _flags(points, x, y, room)
    return plot(room, _edges(room), height=_height(room), values=values, layers=layers)


def _edges(room: Format) -> Edges:
    return Edges(26 if room.phone else 30, 2, 30, 28)


def _height(room: Format) -> int:
    return 250 if room.phone else 300


def _run(points: Sequence[GapPoint], index: int, side: str) -> int:
    """The number of the unbroken run of years that a point belongs to; -1 where no line may pass."""
    if points[index].unjoined:
        return -1
    breaks = 0
    for before, after in pairwise(points[: index + 1]):
        gone = before.unjoined or getattr(before, side) is None or after.year - before.year > 1
        breaks += int(gone)
    return breaks


def _kind(point: GapPoint, side: str) -> str:
    if side == "ours" and point.flag:
        return "flagged"
    return "unjoined" if point.unjoined else "plain"


def _hatching(
    points: Sequence[GapPoint], top: float, x: dict[str, Any], y: dict[str, Any]
) -> list[dict[str, Any]]:
    """Slanted lines behind the years that do not compare."""
    years = [p.year for p in points if p.unjoined]
    lines = [
        {"a": year - 0.5, "b": year + 0.5, "c": top * i / 12, "d": top * (i + 1) / 12}
        for year in years
        for i in range(12)
    ]
    if not lines:
        return []
    return [
        {
            "data": {"values": lines},
            "mark": {"type": "rule", "color": "#d5dae1", "strokeWidth": 1},
            "encoding": {
                "x": x | {"field": "a"},
                "x2": {"field": "b"},
                "y": y | {"field": "c"},
                "y2": {"field": "d"},
            },
        }
    ]


def _end_lines(name: str, value: str, room: Format) -> list[str]:
    """A line's name and last value, folded so that the picture keeps most of its width."""
    return wrapped(f"{name} {value}", room.width * 0.25, room.type)


def _end_labels(
    points: Sequence[GapPoint], names: tuple[str, str], x: dict[str, Any], y: dict[str, Any], room: Format
) -> list[dict[str, Any]]:
    """The two names at the ends of their lines, kept apart where the lines end close together."""
    ends = {}
    for side in ("ours", "theirs"):
        known = [(p.year, getattr(p, side)) for p in points if getattr(p, side) is not None]
        if known:
            ends[side] = known[-1]
    labels = []
    above = "ours" in ends and "theirs" in ends and ends["ours"][1] >= ends["theirs"][1]
    for side, name, colour in (("ours", names[0], OURS), ("theirs", names[1], QUIET)):
        if side not in ends:
            continue
        year, value = ends[side]
        up = (side == "ours") == above
        lines = _end_lines(name, decimal(value), room)
        labels.append(
            {
                "data": {"values": [{"y": year, "v": value}]},
                "mark": {
                    "type": "text",
                    "align": "left",
                    "dx": 9,
                    "dy": -7 - (len(lines) - 1) * (room.type + 2) if up else 8,
                    "lineHeight": room.type + 2,
                    "lineBreak": "\n",
                    "fontWeight": "bold" if side == "ours" else "normal",
                    "text": "\n".join(lines),
                    **halo(room),
                    "color": colour,
                },
                "encoding": {"x": x, "y": y},
            }
        )
    return labels


def _flags(
    points: Sequence[GapPoint], x: dict[str, Any], y: dict[str, Any], room: Format
) -> list[dict[str, Any]]:
    """The reason beside each flagged year, under its point, on the side where there is room."""
    first, last = x["scale"]["domain"]
    top = y["scale"]["domain"][1]
    across = (room.width - _edges(room).left - _edges(room).right) / (last - first)
    layers: list[dict[str, Any]] = []
    flagged = _flagged(points)
    for p in flagged:
        assert p.ours is not None  # noqa: S101 - `_flagged` keeps years with a figure
        reason = p.flag if len(flagged) == 1 else "see below"
        right, left = (last - p.year) * across, (p.year - first) * across
        to_right = right >= min(left, 180) or text_width(f"{p.year}: {reason}", room.type) < right
        lines = wrapped(f"{p.year}: {reason}", min(right if to_right else left, 320), room.type)
        needed = (len(lines) * (room.type + 3) + 8) * top / _height(room)
        foot = min(max(p.ours * 0.5, needed), p.ours * 0.85)
        stem = {"y": p.year, "v": p.ours * 0.94, "w": foot}
        layers += [
            {
                "data": {"values": [stem]},
                "mark": {"type": "rule", "color": LOOK, "strokeWidth": 1},
                "encoding": {"x": x, "y": y, "y2": {"field": "w"}},
            },
            {
                "data": {"values": [{"y": p.year, "v": foot}]},
                "mark": {
                    "type": "text",
                    "baseline": "top",
                    "align": "left" if to_right else "right",
                    "dx": -4 if to_right else 4,
                    "dy": 4,
                    "lineBreak": "\n",
                    "lineHeight": room.type + 3,
                    "text": "\n".join(lines),
                    "color": INK,
                    **halo(room),
                },
                "encoding": {"x": x, "y": y},
            },
        ]
    return layers
