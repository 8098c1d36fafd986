"""A map of schools drawn from their coordinates: no tiles, no scripts, nothing loaded from elsewhere.

Easting and northing of the British National Grid are metres on a plane, so they are drawn as they are.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

STANDINGS = {
    "taking part": "taking",
    "invited": "invited",
    "not approached": "waiting",
    "declined": "away",
    "left": "away",
}
"""A department's standing → the last part of the class that draws its ring."""

_WIDTH, _MARGIN = 380.0, 28.0
_SMALLEST, _LARGEST = 10.0, 18.0
_LEAST_SPAN = 2_000.0


@dataclass(frozen=True)
class MapPoint:
    """A school: where it stands (metres), how many pupils it has, its standing, and the page to open."""

    label: str
    easting: int | None
    northing: int | None
    pupils: int | None
    standing: str
    url: str = ""


@dataclass(frozen=True)
class SchoolMap:
    """The map with its numbered list, shown by `{% include "ui/map.html" with map=map %}`.

    `synthetic` says that the standings are made up (the schools are not). `listed` are the points in the
    order of their numbers, `unplaced` those without coordinates.
    """

    title: str
    finding: str
    source: str
    synthetic: bool
    svg: SafeString
    listed: tuple[MapPoint, ...]
    unplaced: tuple[MapPoint, ...]
    standings: tuple[tuple[str, str], ...]
    pupils_missing: bool


@dataclass(frozen=True)
class _Spot:
    number: int
    x: float
    y: float
    radius: float
    point: MapPoint


def school_map(
    points: Sequence[MapPoint], *, title: str, finding: str, source: str, synthetic: bool = False
) -> SchoolMap:
    """Number the schools in the order given and draw them: dot size for pupils, ring for standing."""
    placed = tuple(p for p in points if p.easting is not None and p.northing is not None)
    used = {p.standing for p in points}
    return SchoolMap(
        title,
        finding,
        source,
        synthetic,
        _draw(placed, f"{title}. {finding}", synthetic) if placed else SafeString(""),
        placed,
        tuple(p for p in points if p not in placed),
        tuple((name, kind) for name, kind in STANDINGS.items() if name in used),
        any(p.pupils is None for p in placed),
    )


def _draw(points: Sequence[MapPoint], label: str, synthetic: bool) -> SafeString:
    east = [float(p.easting or 0) for p in points]
    north = [float(p.northing or 0) for p in points]
    span = max(max(east) - min(east), _LEAST_SPAN)
    scale = (_WIDTH - 2 * _MARGIN) / span
    left = (max(east) + min(east) - span) / 2
    height = max((max(north) - min(north)) * scale, 120.0) + 2 * _MARGIN
    middle = (max(north) + min(north)) / 2
    largest = max([p.pupils or 0 for p in points] + [1])
    spots = [
        _Spot(
            number,
            _MARGIN + (e - left) * scale,
            height / 2 - (n - middle) * scale,
            _radius(point.pupils, largest),
            point,
        )
        for number, (point, e, n) in enumerate(zip(points, east, north, strict=True), start=1)
    ]
    spots = sorted(_apart(spots), key=lambda spot: -spot.radius)
    return format_html(
        '<svg class="smeaton-map" viewBox="0 0 {} {}" role="group" aria-label="{}">{}{}{}</svg>',
        f"{_WIDTH:.0f}",
        f"{height + 30:.0f}",
        label,
        _scale_bar(scale, height + 12),
        _synthetic(height + 17) if synthetic else "",
        format_html_join("", "{}", ((_mark(spot),) for spot in spots)),
    )


def _radius(pupils: int | None, largest: int) -> float:
    """The dot's area follows the number of pupils; a school whose number is not known is drawn smallest."""
    return max(_SMALLEST, _LARGEST * math.sqrt((pupils or 0) / largest))


def _apart(spots: list[_Spot]) -> list[_Spot]:
    """Push apart dots that cover each other, a little and always the same way, so that each can be read."""
    at = [(spot.x, spot.y) for spot in spots]
    for _ in range(60):
        moved = False
        for i, a in enumerate(spots):
            for j in range(i + 1, len(spots)):
                dx, dy = at[j][0] - at[i][0], at[j][1] - at[i][1]
                wanted = (a.radius + spots[j].radius) * 0.92
                if abs(dx) >= wanted or abs(dy) >= wanted or (distance := math.hypot(dx, dy)) >= wanted:
                    continue
                ux, uy = (dx / distance, dy / distance) if distance else (1.0, 0.0)
                push = (wanted - distance) / 2
                at[i] = (at[i][0] - ux * push, at[i][1] - uy * push)
                at[j] = (at[j][0] + ux * push, at[j][1] + uy * push)
                moved = True
        if not moved:
            break
    return [_Spot(s.number, x, y, s.radius, s.point) for s, (x, y) in zip(spots, at, strict=True)]


def _mark(spot: _Spot) -> SafeString:
    """One school's dot: no stop of the Tab key, for the list beside the map has the same link, in order."""
    point = spot.point
    pupils = f"{point.pupils:,} pupils" if point.pupils is not None else "pupils not known"
    words = f"{spot.number}. {point.label}: {pupils}, {point.standing}"
    right = spot.x > _WIDTH / 2
    drawn = format_html(
        "<title>{}</title>"
        '<circle cx="{}" cy="{}" r="{}"/><text x="{}" y="{}" text-anchor="middle">{}</text>'
        '<text class="smeaton-map__label" x="{}" y="{}" text-anchor="{}">{}</text>',
        words,
        f"{spot.x:.1f}",
        f"{spot.y:.1f}",
        f"{spot.radius:.1f}",
        f"{spot.x:.1f}",
        f"{spot.y + 4.5:.1f}",
        spot.number,
        f"{spot.x + (spot.radius + 5) * (-1 if right else 1):.1f}",
        f"{spot.y + 4.5:.1f}",
        "end" if right else "start",
        point.label,
    )
    kind = STANDINGS.get(point.standing, "waiting")
    if not point.url:
        return format_html('<g class="smeaton-map__school smeaton-map__school--{}">{}</g>', kind, drawn)
    return format_html(
        '<a class="smeaton-map__school smeaton-map__school--{}" href="{}" tabindex="-1" aria-label="{}">'
        "{}</a>",
        kind,
        point.url,
        words,
        drawn,
    )


def _synthetic(y: float) -> SafeString:
    """The mark in the picture itself, which a screenshot keeps."""
    return format_html(
        '<text class="smeaton-map__synthetic" x="{}" y="{}" text-anchor="middle">standings synthetic</text>',
        f"{_WIDTH / 2 + 30:.1f}",
        f"{y:.1f}",
    )


def _scale_bar(scale: float, y: float) -> SafeString:
    """A bar of a round number of kilometres, a fifth of the width or more."""
    length = next((km for km in (1, 2, 5, 10, 20, 50, 100) if km * 1000 * scale > _WIDTH / 6), 200)
    end = _MARGIN + length * 1000 * scale
    return format_html(
        '<g class="smeaton-map__scale"><path d="M{0},{1}v6h{2}v-6"/><text x="{3}" y="{4}">{5} km</text>'
        '<path d="M{6},{7}v-16m-4,5l4,-5l4,5"/><text x="{8}" y="{4}">north</text></g>',
        f"{_MARGIN:.1f}",
        f"{y - 3:.1f}",
        f"{end - _MARGIN:.1f}",
        f"{end + 8:.1f}",
        f"{y + 5:.1f}",
        length,
        f"{_WIDTH - 60:.1f}",
        f"{y + 6:.1f}",
        f"{_WIDTH - 50:.1f}",
    )
