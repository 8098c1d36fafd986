"""Somebody who has a keyboard and nothing else: what they press, and what every stop on their way must be.

Nothing here clicks, and nothing gives the focus to anything by a script: the focus goes where keys take it.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import FileChooser, Locator, Page

from tests.journeys.pages import LARGEST, Visitor, expect

EYES = Path(__file__).with_name("keyboard.js")
MOST_PRESSES = 150
"""After so many presses of Tab somebody has given up."""


class Keyboard:
    """A visitor's keyboard. Each stop must be in sight, look focused, and follow in the order of reading."""

    def __init__(self, visitor: Visitor) -> None:
        """At the page that the visitor has open. Files are asked for from here on: it takes a moment."""
        self.visitor, self.page = visitor, visitor.page
        self._file: Path | None = None
        self.page.on("filechooser", self._answer)

    def open(self, path: str) -> Page:
        """Open an address, as from a letter or a bookmark; past its header, and look at its page."""
        self.visitor.open(path)
        self.see()
        self.skip()
        self.walk()
        return self.page

    def look(self) -> Page:
        """Whether everybody can use the page that has come: as it is, and at each stop of Tab."""
        self.see()
        self.walk()
        return self.page

    def see(self) -> None:
        """Whether everybody can use the page as it is: axe, the window's width, its size.

        Nothing has the focus yet: where a link has it, axe looks at the link's shade alone, not at the frame.
        """
        self.visitor.wait_for_pictures()
        width = (self.page.viewport_size or {}).get("width")
        found = self.visitor.violations()
        assert not found, f"{found} on {self.page.url} at {width}"
        assert self.visitor.sideways() == 0, (self.page.url, width)
        assert len(self.page.content()) < LARGEST, self.page.url

    def walk(self) -> list[str]:
        """Press Tab until the way begins anew; everything that can be used must have been come to."""
        self._eyes("begin()")
        way: list[str] = []
        while len(way) < MOST_PRESSES:
            stop = self._tab()
            if stop["again"]:
                missed = self._eyes("missed()")
                assert not missed, f"Tab does not come to {missed} on {self.page.url}, but to {way}"
                return way
            way.append(stop["at"])
        raise AssertionError(f"Tab does not come round on {self.page.url}: {way}")

    def to(
        self, role: Any, name: str | re.Pattern[str], *, exact: bool = False, back: bool = False
    ) -> Locator:
        """Press Tab (or with `back` Shift+Tab) until the focus is on that control."""
        wanted = self._named(role, name, exact)
        self._go(lambda: self._has_focus(wanted), f"the {role} “{name}”", back=back)
        return wanted

    def press(
        self, role: Any, name: str | re.Pattern[str], key: str = "Enter", *, exact: bool = False
    ) -> Page:
        """Go to a link or a button, press it, and look at the page that comes.

        Where that page says that something is wrong, the focus must be on what it says.
        """
        self.to(role, name, exact=exact)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        wrong = self.page.locator(".govuk-error-summary")
        if wrong.count():
            expect(wrong).to_be_focused()
        return self.look()

    def fill(self, label: str, words: str) -> None:
        """Go to a field and type over what is in it."""
        field = self.to("textbox", label)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)
        expect(field).to_have_value(words)

    def tick(self, label: str | re.Pattern[str]) -> None:
        """Tick a box with the space bar."""
        box = self.to("checkbox", label)
        if not box.is_checked():
            self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def choose(self, group: Locator | str, option: str | int) -> None:
        """Go to a group of choices, which is one stop, and by arrows to one of them, by name or number."""
        fieldset = self.page.get_by_role("group", name=group) if isinstance(group, str) else group
        choices = fieldset.get_by_role("radio")
        wanted = (
            choices.nth(option) if isinstance(option, int) else fieldset.get_by_role("radio", name=option)
        )
        self._go(lambda: self._has_focus(choices), f"the choices of {group}")
        self.page.keyboard.press("Space")
        for _ in range(choices.count()):
            if self._has_focus(wanted):
                break
            self.page.keyboard.press("ArrowDown")
            assert self._has_focus(choices), f"an arrow leaves the choices of {group}"
        expect(wanted).to_be_checked()

    def select(self, label: str, option: str) -> None:
        """Go to a list and to one of its options with the arrows."""
        box = self.to("combobox", label)
        self.page.keyboard.press("Home")
        for _ in range(50):
            if str(box.evaluate("box => box.selectedOptions[0].label")) == option:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"“{label}” has no option “{option}”")

    def attach(self, label: str, file: Path) -> None:
        """Go to where a file is chosen, which a key opens, and choose it."""
        field, self._file = self.to("file", label), file
        self.page.keyboard.press("Enter")
        expect(field).to_have_value(re.compile(re.escape(file.name)))

    def stage(self, name: str) -> Page:
        """Go to a stage of the work; where the page is narrow, by its menu, which Escape closes."""
        if (menu := self.page.get_by_role("button", name="Menu")).is_visible():
            self.to("button", "Menu")
            for key, opened in (("Enter", "true"), ("Escape", "false"), ("Space", "true")):
                self.page.keyboard.press(key)
                expect(menu).to_have_attribute("aria-expanded", opened)
                expect(menu).to_be_focused()
        return self.press("link", name, exact=True)

    def skip(self) -> None:
        """The first press of Tab on a page that was just opened offers the way past the header."""
        first = self._tab()
        assert "Skip to the main content" in first["at"], first
        self.page.keyboard.press("Enter")
        self._eyes("begin()")
        self._tab()
        assert self.page.locator("main :focus").count() == 1, "the way past the header does not lead there"

    def unfold(self, name: str) -> None:
        """Open what is folded in, see that Escape folds it again and keeps the place, and open it anew."""
        summary = self.to("summary", name)
        folded = summary.locator("xpath=..")
        for key, opened in (("Enter", True), ("Escape", False), ("Space", True)):
            self.page.keyboard.press(key)
            assert (folded.get_attribute("open") is not None) is opened, f"{key} on “{name}”"
            assert self._has_focus(summary), f"{key} on “{name}” loses the place"

    def mend(self, words: str) -> None:
        """The page says what is wrong; the link there leads to what must be mended."""
        expect(self.page.get_by_role("alert")).to_contain_text(words)
        self.visitor.complaints[:] = [each for each in self.visitor.complaints if "422" not in each]
        link = self.to("link", words)
        target = self.page.locator(str(link.get_attribute("href")))
        self.page.keyboard.press("Enter")
        expect(target).to_be_focused()
        self._stop(along=False)

    def _answer(self, chooser: FileChooser) -> None:
        assert self._file is not None, "a file is asked for that nobody meant to choose"
        chooser.set_files(self._file)

    def _named(self, role: Any, name: str | re.Pattern[str], exact: bool) -> Locator:
        if role == "summary":
            return self.page.locator("summary", has_text=name).first
        if role == "file":
            return self.page.get_by_label(name, exact=exact)
        return self.page.get_by_role(role, name=name, exact=exact)

    def _go(self, there: Callable[[], bool], what: str, *, back: bool = False) -> None:
        self._eyes("begin()")
        way: list[str] = []
        while not there():
            assert len(way) < MOST_PRESSES, f"Tab does not come to {what} on {self.page.url}: {way}"
            way.append(self._tab(back=back)["at"])

    def _tab(self, *, back: bool = False) -> dict[str, Any]:
        self.page.keyboard.press("Shift+Tab" if back else "Tab")
        return self._stop(along=not back)

    def _stop(self, *, along: bool) -> dict[str, Any]:
        """Where the focus is now, if there is nothing to say against it."""
        stop = dict(self._eyes(f"stop({str(along).lower()})"))
        assert not stop["faults"], f"{'; '.join(stop['faults'])} on {self.page.url} {self.page.viewport_size}"
        return stop

    def _has_focus(self, locator: Locator) -> bool:
        return bool(locator.evaluate_all("found => found.includes(document.activeElement)"))

    def _eyes(self, asked: str) -> Any:
        found = self.page.evaluate(f"window.keyboard ? [keyboard.{asked}] : null")
        if found is None:
            self.page.evaluate(EYES.read_text(encoding="utf-8"))
            found = self.page.evaluate(f"[keyboard.{asked}]")
        return found[0]
