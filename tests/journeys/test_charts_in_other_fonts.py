"""Charts are laid out before anybody knows their font: no word may be cut, whatever stands in for Arial."""

import pytest
from playwright.sync_api import Browser

from smeaton.ui.charts import GapPoint, gap_lines
from smeaton.ui.charts.style import text_width
from smeaton.ui.gallery import gallery_charts

pytestmark = pytest.mark.browser
FONTS = ["Arial", "Liberation Sans", "DejaVu Sans"]
"""What Windows and macOS have, what Debian takes for it, and the widest that Linux commonly falls back to."""
SAMPLES = [
    "Plymouth 15.8",
    "England 14.0",
    "Other pupils’ average, 2019–20",
    "The Holy Trinity and Saint Bartholomew Church of England Academy",
    "Will Illingworth, MILLWALL COMMUNITY COLLEGE (11–18)",
    "Memory, recall & retrieval: 0.45 ± 0.12 of 1,268 pupils · over 99%",
]
OUTSIDE = """() => [...document.querySelectorAll("svg[role=img] text")].flatMap(text => {
  const [left, top, wide, high] = text.ownerSVGElement.getAttribute("viewBox").split(" ").map(Number);
  const box = text.getBoundingClientRect(), all = text.ownerSVGElement.getBoundingClientRect();
  const k = wide / all.width;
  const out = [(all.left - box.left) * k, (box.right - all.right) * k];
  return Math.max(...out) > 0.5 ? [text.textContent + ": " + Math.max(...out).toFixed(1)] : [];
})"""
MEASURED = """([words, font]) => { const c = document.createElement("canvas").getContext("2d");
  c.font = font; return c.measureText(words).width; }"""


def plymouth() -> str:
    """The gap of a place whose name and figure end the lines, drawn as the place's page draws it."""
    points = [GapPoint(year, 13.5 + year % 3, 14.5 + year % 2) for year in range(2015, 2026)]
    return gap_lines(
        points,
        title="The gap",
        finding="It has grown.",
        axis="Attainment 8 points",
        source="Department for Education",
        ours="Plymouth",
        theirs="England",
    ).drawing.svg()


@pytest.mark.parametrize("font", FONTS)
def test_no_word_of_a_chart_is_cut_in_any_common_font(browser: Browser, font: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    drawn = [plymouth(), *(chart.drawing.svg() for chart in gallery_charts().values() if chart.rows)]
    for width in (720, 345):
        style = f"text {{ font-family: '{font}', sans-serif !important }} svg {{ width: {width}px }}"
        page.set_content(f"<style>{style}</style>{''.join(drawn)}")
        assert page.locator("svg[role=img] text").count() > 150
        assert page.evaluate(OUTSIDE) == []
    page.close()


@pytest.mark.parametrize("font", FONTS)
def test_the_room_kept_for_words_is_enough_and_not_wasted(browser: Browser, font: str) -> None:
    page = browser.new_page()
    for words in SAMPLES:
        for bold in (False, True):
            real = page.evaluate(
                MEASURED, [words, f"{'bold' if bold else 'normal'} 14px '{font}', sans-serif"]
            )
            assert real <= text_width(words, 14, bold=bold) <= 1.4 * real, (words, bold)
    page.close()
