"""The map of schools: where they stand, how large, and what is said of each."""

import re
from xml.etree import ElementTree as ET

from django.template.loader import render_to_string

from smeaton.ui.maps import MapPoint, SchoolMap, school_map

NAMES = {"title": "Schools", "finding": "Two take part.", "source": "register"}
WEST = MapPoint("West <School>", 247_000, 55_000, 1600, "taking part", "/west/")
EAST = MapPoint("East", 253_000, 58_000, 400, "invited", "/east/")
NOWHERE = MapPoint("Nowhere", None, None, 500, "invited", "/nowhere/")


def circles(drawn: SchoolMap) -> list[tuple[float, float, float]]:
    """Centre and radius of every dot, in the order of the schools' numbers."""
    root = ET.fromstring(str(drawn.svg))  # noqa: S314 - our own
    found = []
    for link in root.iter("a"):
        number = int(link.get("aria-label", "0.").split(".")[0])
        circle = next(link.iter("circle"))
        found.append((number, *(float(circle.get(name, "nan")) for name in ("cx", "cy", "r"))))
    return [spot[1:] for spot in sorted(found)]


def test_east_is_right_and_north_is_up() -> None:
    (x, y, _), (x2, y2, _) = circles(school_map([WEST, EAST], **NAMES))
    assert x < x2
    assert y > y2


def test_one_scale_for_both_directions() -> None:
    (x, y, _), (x2, y2, _) = circles(school_map([WEST, EAST], **NAMES))
    assert abs((x2 - x) / (y - y2) - 2) < 0.01


def test_area_follows_pupils_and_no_dot_is_too_small_to_read() -> None:
    unknown = MapPoint("Unknown", 249_000, 60_000, None, "invited", "/u/")
    (_, _, large), (_, _, small), (_, _, least) = circles(school_map([WEST, EAST, unknown], **NAMES))
    assert large > small >= least >= 10


def test_schools_on_one_spot_are_pushed_apart() -> None:
    twins = [MapPoint(f"Twin {i}", 247_000, 55_000, 900, "taking part", f"/{i}/") for i in range(3)]
    spots = circles(school_map(twins, **NAMES))
    assert len({(round(x), round(y)) for x, y, _ in spots}) == 3


def test_names_are_escaped_and_kept_whole() -> None:
    drawn = school_map([WEST, EAST], **NAMES)
    assert "West &lt;School&gt;: 1,600 pupils, taking part" in drawn.svg
    assert not re.search(r"style=|<script|\son\w+=", drawn.svg)


def test_schools_without_coordinates_are_listed_not_dropped() -> None:
    drawn = school_map([WEST, NOWHERE], **NAMES)
    assert [p.label for p in drawn.listed] == ["West <School>"]
    assert [p.label for p in drawn.unplaced] == ["Nowhere"]


def test_standings_that_are_made_up_say_so_inside_the_picture() -> None:
    assert "standings synthetic" in school_map([WEST], **NAMES, synthetic=True).svg
    assert "synthetic" not in school_map([WEST], **NAMES).svg


def test_no_school_at_all_is_no_map() -> None:
    assert school_map([NOWHERE], **NAMES).svg == ""
    assert school_map([], **NAMES).listed == ()


def test_a_keyboard_stops_once_at_each_school_in_the_order_of_their_numbers() -> None:
    drawn = school_map([EAST, WEST], **NAMES)
    root = ET.fromstring(str(drawn.svg))  # noqa: S314 - our own
    assert [link.get("tabindex") for link in root.iter("a")] == ["-1", "-1"]
    page = render_to_string("ui/map.html", {"map": drawn})
    links = re.findall(r'<li><a class="govuk-link" href="/(\w+)/"', page)
    assert links == ["east", "west"]
