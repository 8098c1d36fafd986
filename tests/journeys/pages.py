"""Somebody at a browser: opens pages, follows links, and asks axe whether everybody could."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Locator, Page, Request, expect

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = (1280, 375)
"""The two widths at which every page is looked at, in CSS pixels."""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LARGEST = 100_000
"""What a page's HTML may weigh at most, in bytes."""

__all__ = ["FLAGS", "LARGEST", "WIDTHS", "Visitor", "expect", "seeing_what_came"]


@contextmanager
def seeing_what_came() -> Iterator[None]:
    """While this holds, a click ends when the page that it leads to is there as a whole.

    Playwright's own ends when the first of that page has come: what a test reads next (a count, an address,
    what axe says of the page) may then be of half a page, and is so on a busy machine.
    """
    click = Locator.click

    def click_and_see(self: Locator, **how: Any) -> None:
        click(self, **how)
        self.page.wait_for_load_state()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Locator, "click", click_and_see)
        yield


class Visitor:
    """A page of the browser, with what it complained of on the console and which other hosts it asked."""

    def __init__(self, page: Page, site: str, examiner: Page | None = None) -> None:
        """`examiner` is a page with JavaScript, for axe to look at what a visitor without it sees."""
        self.page = page
        self._examiner = examiner
        self.site = site
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        self.bytes = 0
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme.startswith("http") and address.netloc != urlsplit(self.site).netloc:
            self.foreign.append(request.url)

    def open(self, path: str, *, status: int = 200) -> Page:
        """Open a page of the site, which must answer with `status`."""
        answer = self.page.goto(self.site + path)
        assert answer is not None
        assert answer.status == status, f"{path} answered {answer.status}"
        self.bytes = len(answer.body())
        return self.page

    def wait_for_pictures(self, seconds: float = 40) -> None:
        """Wait until every chart of the page is drawn; the first of a process takes some seconds."""
        expect(self.page.locator(".smeaton-chart__wait[hx-get]")).to_have_count(0, timeout=seconds * 1000)

    def violations(self) -> list[str]:
        """What axe finds wrong: the rule, how grave, and the first element; empty where all is well.

        The script is put in past the page's own policy, which is right to forbid it. Where the visitor has no
        JavaScript, the same HTML with the same styles is examined on another page.
        """
        page = self.page
        page.wait_for_load_state()
        if self._examiner is not None:
            page = self._examiner
            html = self.page.content().replace("<head>", f'<head><base href="{self.page.url}">', 1)
            page.set_content(html.replace("<noscript>", "").replace("</noscript>", ""), wait_until="load")
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate(
            """tags => axe.run(
                document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']}
            ).then(r => r.violations)""",
            TAGS,
        )
        return [
            f"{v['id']} ({v['impact']}): {v['help']}; {len(v['nodes'])} × {v['nodes'][0]['html'][:200]}"
            for v in found
        ]

    def look(self, name: str = "") -> None:
        """What the page as it is now must be at every width: right for axe, light, no wider than the window.

        With SMEATON_PICTURES naming a folder, a picture of each is put there under `name`.
        """
        before = self.page.viewport_size
        self.page.wait_for_load_state()
        assert len(self.page.content()) < LARGEST, name
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            found = self.violations()
            assert found == [], (name, width, found)
            assert self.sideways() == 0, (name, width)
            if (folder := os.environ.get("SMEATON_PICTURES")) and name:
                self.page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        if before:
            self.page.set_viewport_size(before)

    def sideways(self) -> int:
        """By how many pixels the page is wider than the window; 0 where nobody has to scroll sideways."""
        return int(
            self.page.evaluate(
                "Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"
            )
        )
