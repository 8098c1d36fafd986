"""What a keyboard must not meet is found; a part that is fetched anew leaves the focus where it was."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from smeaton.ui.charts.store import draw_waiting
from tests.factories.personas import Personas
from tests.factories.support import profile
from tests.journeys.keyboard import Keyboard
from tests.journeys.pages import Visitor, expect

pytestmark = [pytest.mark.browser]
# Each of the pages below that are refused has one thing wrong with it.
PAGE = '<!doctype html><html lang="en"><title>A page</title><body><main>{}</main></body></html>'
LINKS = '<p><a href="#a">First</a></p><p><a id="second" href="#b">Second</a></p><p><a href="#c">Third</a></p>'
SECOND = '<a id="second" '
FINE = """<a href="#a">A link</a>
<fieldset><legend>Which?</legend><label><input type="radio" name="a">One</label>
<label><input type="radio" name="a">Two</label></fieldset>
<details><summary>More</summary><a href="#b">Folded in</a></details><button>Go</button>"""
TRAP = """<script>
  const second = document.querySelector("#second");
  second.addEventListener("keydown", (event) => event.key === "Tab" && event.preventDefault());
</script>"""


@pytest.fixture
def keyboard(browser: Browser) -> Iterator[Keyboard]:
    """A keyboard at a browser without a page yet."""
    page = browser.new_page()
    yield Keyboard(Visitor(page, ""))
    page.close()


@pytest.mark.parametrize(
    ("html", "words"),
    [
        (f"{LINKS}<style>a:focus {{outline: none}}</style>", "looks the same with the focus as without"),
        (f"{LINKS}<style>a:focus {{outline: 3px solid transparent}}</style>", "looks the same"),
        (LINKS.replace(SECOND, f"{SECOND} style='position:absolute;left:-9999px;top:-99px'"), "outside the"),
        (LINKS.replace(SECOND, f"{SECOND} style='position:absolute;top:0;left:0'"), "higher up"),
        (f"{LINKS}<div style='position:fixed;inset:0;background:#fff'></div>", "is covered by something"),
        (f"{LINKS}{TRAP}", "does not come to .*Third"),
        (LINKS.replace(SECOND, f"{SECOND} tabindex='1'"), "goes before what stands above"),
        (f"{LINKS}<button onfocus='this.blur()'>Skittish</button>", "does not come to .*Skittish"),
    ],
)
def test_what_is_wrong_with_a_page_is_found(keyboard: Keyboard, html: str, words: str) -> None:
    keyboard.page.set_content(PAGE.format(html))
    with pytest.raises(AssertionError, match=words):
        keyboard.walk()


def test_a_page_without_a_fault_is_walked_once(keyboard: Keyboard) -> None:
    page = keyboard.page
    page.set_content(PAGE.format(FINE))
    way = ["a “A link”", "input “One”", "summary “More”", "button “Go”"]
    assert [stop for stop in keyboard.walk() if "the top" not in stop] == way


def test_a_picture_that_comes_leaves_the_focus_in_its_place(
    visit: Callable[..., Visitor], personas: Personas
) -> None:
    profile(personas)
    lead = Keyboard(visit(personas.subject_lead.user))
    page = lead.visitor.open(f"/places/testshire/departments/{personas.department.school_id}/")
    link = lead.to("link", "Show the picture")
    first = link.element_handle()
    page.wait_for_function("first => !first.isConnected", arg=first)  # asked again: it waits in a new link
    expect(link).to_be_focused()
    draw_waiting(str(link.get_attribute("href")).split("?")[0].rstrip("/").rsplit("/", 1)[-1])
    expect(page.locator(".smeaton-chart__picture")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".smeaton-chart summary")).to_be_focused()
