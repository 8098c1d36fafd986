"""Charts: what is drawn is clean, small, named and marked; the table behind it says the same."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest

from smeaton.ui.charts import Bar, Dot, GapPoint, Pair, bars, dots, gap_lines, paired_dots
from smeaton.ui.charts.style import PHONE, WIDE, Format, folded, text_width
from smeaton.ui.charts.svg import cleaned
from smeaton.ui.gallery import gallery_charts

KINDS = ["gap", "dots", "paired", "bars", "budget"]


def svgs(markup: str) -> list[ET.Element]:
    """The pictures in a chart's markup, wide and narrow."""
    return list(ET.fromstring(f"<both>{markup}</both>").iter("svg"))  # noqa: S314 - our own


def words_of(svg: ET.Element) -> str:
    return " ".join("".join(text.itertext()) for text in svg.iter("text"))


@pytest.mark.parametrize("kind", KINDS)
def test_picture_holds_shapes_and_words_only(pictures: dict[str, str], kind: str) -> None:
    wide, narrow = svgs(pictures[kind])
    for svg in (wide, narrow):
        assert {element.tag for element in svg.iter()} <= {
            "svg",
            "g",
            "path",
            "text",
            "tspan",
            "line",
            "rect",
        }
        names = {name for element in svg.iter() for name in element.attrib}
        assert not {name for name in names if name in ("style", "class", "id") or name.startswith("on")}
    assert wide.get("viewBox", "").split()[2] == str(WIDE.width)
    assert narrow.get("viewBox", "").split()[2] == str(PHONE.width)


@pytest.mark.parametrize("kind", KINDS)
def test_picture_has_one_role_and_one_label(pictures: dict[str, str], kind: str) -> None:
    chart = gallery_charts()[kind]
    for svg in svgs(pictures[kind]):
        assert svg.get("role") == "img"
        assert svg.get("aria-label") == f"{chart.title}. {chart.finding}"
        inner = [element for element in svg.iter() if element is not svg]
        assert not [name for e in inner for name in e.attrib if name == "role" or name.startswith("aria")]


@pytest.mark.parametrize("kind", KINDS)
def test_picture_is_small_and_its_numbers_are_rounded(pictures: dict[str, str], kind: str) -> None:
    for svg in svgs(pictures[kind]):
        assert len(ET.tostring(svg)) < 15_000
    drawn = re.sub(r'(aria-label|fill|stroke)="[^"]*"', "", re.sub(r">[^<]*<", "><", pictures[kind]))
    assert not re.search(r"\d\.\d\d", drawn)


@pytest.mark.parametrize("kind", KINDS)
def test_words_in_a_picture_are_never_below_11_pixels(pictures: dict[str, str], kind: str) -> None:
    for svg in svgs(pictures[kind]):
        sizes = {float(e.get("font-size", "99").removesuffix("px")) for e in svg.iter()}
        assert min(sizes) >= 11


@pytest.mark.parametrize("kind", KINDS)
def test_synthetic_figures_say_so_inside_the_picture(pictures: dict[str, str], kind: str) -> None:
    for svg in svgs(pictures[kind]):
        assert "(synthetic)" in words_of(svg)


def test_figures_that_are_real_are_not_marked() -> None:
    chart = bars([Bar("A", 1, 2)], title="t", finding="f", axis="Share", source="s")
    assert "synthetic" not in chart.drawing.svg()


def test_words_of_a_name_cannot_break_out_of_the_picture() -> None:
    name = '</text><script>alert(1)</script> & "quotes" \' \\n'
    row = Dot(name, 2, 1, 3)
    chart = dots([row], title=name, finding="f", axis=name, source="s")
    for svg in svgs(chart.drawing.svg()):
        assert "script" not in {element.tag for element in svg.iter()}
        assert svg.get("aria-label", "").startswith("</text><script>")


def test_two_rows_of_one_name_stay_two_rows() -> None:
    chart = bars([Bar("Twin", 1, 4), Bar("Twin", 3, 4)], title="t", finding="f", axis="Share", source="s")
    wide, _ = svgs(chart.drawing.svg())
    assert words_of(wide).count("Twin") == 2
    assert "25%" in words_of(wide)
    assert "75%" in words_of(wide)


def _polylines(svg: ET.Element) -> Iterator[int]:
    """How many points each drawn line of the series has."""
    for path in svg.iter("path"):
        if path.get("stroke-width") == "2.5" and "L" in path.get("d", ""):
            yield path.get("d", "").count(",")


def test_no_line_joins_a_teacher_assessed_year(pictures: dict[str, str]) -> None:
    for svg in svgs(pictures["gap"]):
        assert sorted(_polylines(svg)) == [4, 4, 4, 4]


def test_a_missing_year_breaks_the_line() -> None:
    points = [GapPoint(y, None if y == 2018 else 10.0, 9.0) for y in range(2016, 2021)]
    chart = gap_lines(points, title="t", finding="f", ours="A", theirs="B", axis="Gap", source="s")
    wide, _ = svgs(chart.drawing.svg())
    assert sorted(_polylines(wide)) == [2, 2, 5]
    assert chart.rows[2] == ("2017/18", "not known", "9.0", "none")


def test_a_long_name_leaves_most_of_the_picture_to_the_lines() -> None:
    points = [GapPoint(year, 15.0, 14.0) for year in range(2016, 2026)]
    name = "Bournemouth, Christchurch and Poole"
    chart = gap_lines(points, title="t", finding="f", ours=name, theirs="England", axis="Gap", source="s")
    for svg in svgs(chart.drawing.svg()):
        assert "Christchurch" in words_of(svg)
        series = next(path.get("d", "") for path in svg.iter("path") if path.get("stroke-width") == "2.5")
        start, *_, end = (float(point.split(",")[0]) for point in series[1:].split("L"))
        assert end - start > float(svg.get("viewBox", "").split()[2]) * 0.5


def test_the_reason_for_a_flag_stands_in_the_picture_and_in_the_table(pictures: dict[str, str]) -> None:
    flag = "39% disadvantaged pupils"
    for svg in svgs(pictures["gap"]):
        assert "2018: " in words_of(svg)
        assert "39%" in words_of(svg)
    assert next(row for row in gallery_charts()["gap"].rows if flag in row[-1])[0] == "2017/18"


def test_several_flags_send_their_reasons_below_the_picture() -> None:
    points = [GapPoint(y, 15.0, 14.0, flag=f"reason {y}" if y > 2017 else "") for y in range(2016, 2020)]
    chart = gap_lines(points, title="t", finding="f", ours="A", theirs="B", axis="Gap", source="s")
    assert chart.notes == ("2018: reason 2018", "2019: reason 2019")
    for svg in svgs(chart.drawing.svg()):
        assert words_of(svg).count("see below") == 2


def test_the_table_behind_dots_holds_every_figure() -> None:
    chart = gallery_charts()["dots"]
    assert chart.columns == (
        "Row",
        "Estimate",
        "90% interval",
        "Band",
        "Middle half of the place",
        "Lead",
        "Teachers",
        "Technicians",
    )
    assert chart.rows[0][:6] == (
        "Memory and recall",
        "1.6",
        "1.4 to 1.9",
        "clearly a priority",
        "2.0 to 2.5",
        "2.0",
    )
    assert all(len(row) == len(chart.columns) for row in chart.rows)


@pytest.mark.parametrize("kind", KINDS)
def test_every_table_is_rectangular(kind: str) -> None:
    chart = gallery_charts()[kind]
    assert chart.rows
    assert {len(row) for row in chart.rows} == {len(chart.columns)}


def test_bars_below_the_floor_are_told_in_words_too() -> None:
    chart = gallery_charts()["bars"]
    assert [row[-1] for row in chart.rows] == ["on or above"] * 4 + ["below"]


def test_nothing_needed_is_not_nothing_met() -> None:
    chart = bars([Bar("A", 0, 0)], title="t", finding="f", axis="Share", source="s", floor=0.5)
    assert chart.rows[0][3:] == ("nothing needed", "on or above")


def _right_ends(element: ET.Element, left: float, room: Format) -> Iterator[float]:
    """Where each left-aligned text of the picture ends, in its pixels."""
    moved = re.match(r"translate\(([-\d.]+)", element.get("transform", ""))
    left += float(moved[1]) if moved else 0
    if element.tag == "text" and element.get("text-anchor", "start") == "start":
        yield left + text_width("".join(element.itertext()), room.type)
    for child in element:
        yield from _right_ends(child, left, room)


def test_a_wide_label_beside_a_bar_stays_in_the_picture() -> None:
    chart = bars([Bar("A", 0.998, 1), Bar("B", 1, 2)], title="t", finding="f", axis="Share", source="s")
    for svg, room in zip(svgs(chart.drawing.svg()), (WIDE, PHONE), strict=True):
        assert "over 99%" in words_of(svg)
        assert max(_right_ends(svg, 0, room)) <= room.width


def test_pairs_show_the_change_with_its_sign() -> None:
    rows = [Pair("A", 0.2, 0.55), Pair("B", 0.5, 0.4)]
    chart = paired_dots(rows, title="t", finding="f", axis="Share", source="s")
    assert [row[-1] for row in chart.rows] == ["+35", "−10"]


def test_the_same_figures_have_the_same_key_and_others_another() -> None:
    def key(value: float) -> str:
        return bars([Bar("A", value, 4)], title="t", finding="f", axis="Share", source="s").key

    assert key(1) == key(1)
    assert key(1) != key(2)


def test_long_names_are_folded_to_two_lines_and_then_cut() -> None:
    name = "The Holy Trinity and Saint Bartholomew Church of England Academy and Sixth Form College"
    lines = folded(name, WIDE).split("\n")
    assert len(lines) == 2
    assert lines[1].endswith(" …")
    assert all(text_width(line, WIDE.type) <= WIDE.names for line in lines)
    assert folded("Elm Park", WIDE) == "Elm Park"


def test_cleaning_takes_out_what_a_page_may_not_hold() -> None:
    dirty = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        ' viewBox="0 0 9 9" width="9">'
        '<style>x</style><script>y</script><g class="a" role="graphics-object" aria-label="b">'
        '<a xlink:href="javascript:z"><text>gone</text></a><image href="http://elsewhere/"/>'
        '<path d="M1.23456,2" style="fill: red; stroke-width: 1" onclick="w" id="i"/></g>'
        '<text fill="blue">kept</text></svg>'
    )
    assert cleaned(dirty, "what it shows") == (
        '<svg viewBox="0 0 9 9" role="img" aria-label="what it shows" focusable="false"'
        ' font-family="Arial, Helvetica, sans-serif" font-size="13">'
        '<path d="M1.2,2" fill="red"/><text fill="blue">kept</text></svg>'
    )
