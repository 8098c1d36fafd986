"""What a budget buys: need covered against pounds, with today's budget marked."""

import math
from collections.abc import Sequence
from typing import Any

from smeaton.ui.charts.chart import Chart
from smeaton.ui.charts.drawing import Drawing
from smeaton.ui.charts.rows import BudgetPoint
from smeaton.ui.charts.style import INK, OURS, PHONE, WIDE, Edges, Format, halo, marked, plot
from smeaton.ui.figures import money, percent


def budget_line(
    points: Sequence[BudgetPoint],
    *,
    title: str,
    finding: str,
    source: str,
    today: float,
    today_share: float,
    axis: str = "Need that could be met at most",
    synthetic: bool = False,
) -> Chart:
    """The bound on need covered at each budget as a line; today's plan as a dot with its words."""
    table = [(money(p.budget), percent(p.share), "") for p in points]
    table.append((money(today), percent(today_share), "today's plan"))
    wide, narrow = (
        _line(points, (today, today_share), marked(axis, synthetic), room) for room in (WIDE, PHONE)
    )
    return Chart(
        title,
        finding,
        ("Budget", axis, "What it is"),
        tuple((budget, share, what or "at most") for budget, share, what in table),
        source,
        synthetic,
        Drawing.of(f"{title}. {finding}", wide, narrow),
    )


def _line(
    points: Sequence[BudgetPoint], today: tuple[float, float], axis: str, room: Format
) -> dict[str, Any]:
    budgets = [p.budget for p in points] + [today[0]]
    shares = [p.share for p in points] + [today[1]]
    smallest, largest = min(budgets), max(*budgets, min(budgets) + 1)
    if smallest < largest / 4:
        smallest = 0
    floor = math.floor(min(shares) * 10 - 0.2) / 10 if smallest else 0
    floor, ceiling = max(0.0, floor), min(1.0, math.ceil(max(shares) * 10 + 0.2) / 10)
    values = [{"b": p.budget, "s": round(p.share, 4)} for p in points]
    thousands = "datum.value ? '£' + datum.value / 1000 + 'k' : '£0'"
    pounds = thousands if room.phone else "'£' + format(datum.value, ',')"
    x: dict[str, Any] = {
        "field": "b",
        "type": "quantitative",
        "scale": {"domain": [smallest, largest], "nice": False},
        "axis": {"title": "Budget", "labelExpr": pounds, "grid": False, "tickCount": 5, "labelFlush": True},
    }
    y: dict[str, Any] = {
        "field": "s",
        "type": "quantitative",
        "scale": {"domain": [floor, ceiling], "nice": False},
        "axis": {
            "title": axis,
            "titleAngle": 0,
            "titleAlign": "left",
            "titleAnchor": "end",
            "titleX": -30,
            "titleY": -14,
            "titleBaseline": "bottom",
            "format": ".0%",
            "tickCount": 5,
            "domain": False,
            "ticks": False,
        },
    }
    here = [{"b": today[0], "s": today[1], "f": floor}]
    beside = [{"b": today[0], "s": (floor + today[1]) / 2}]
    right = today[0] - smallest > (largest - smallest) * 0.6
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "line", "color": OURS, "strokeWidth": 2.5, "interpolate": "linear"},
            "encoding": {"x": x, "y": y},
        },
        {
            "data": {"values": here},
            "mark": {"type": "rule", "color": "#8b95a1", "strokeDash": [3, 3]},
            "encoding": {"x": x, "y": y, "y2": {"field": "f"}},
        },
        {
            "data": {"values": here},
            "mark": {
                "type": "point",
                "fill": OURS,
                "stroke": "#fff",
                "strokeWidth": 2,
                "size": 150,
                "opacity": 1,
            },
            "encoding": {"x": x, "y": y},
        },
        {
            "data": {"values": beside},
            "mark": {
                "type": "text",
                **halo(room),
                "align": "right" if right else "left",
                "dx": -10 if right else 10,
                "lineBreak": "\n",
                "text": f"Today: {money(today[0])}\nmeets {percent(today[1])}",
                "color": INK,
            },
            "encoding": {"x": x, "y": y},
        },
    ]
    edges = Edges(40 if room.phone else 50, 8, 32, 54)
    return plot(room, edges, height=240 if room.phone else 280, values=values, layers=layers)
