"""Take pictures of pages of a running demonstration, at 1280 and 375 px, to be looked at and mended.

    make demo          (in another window)
    .venv/bin/python tools/screenshots.py var/screenshots --role "Hub lead" /places/plymouth/

Beside the pictures it prints what a page weighs, what axe finds, what the console complains of, and whether
the page is wider than the window.
"""

import argparse
import os
import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.journeys.pages import FLAGS, LARGEST, WIDTHS, Visitor  # noqa: E402 - needs the line above


def sign_in(page: Page, site: str, role: str) -> None:
    """Take on the first of the demonstration's people whose button names `role`."""
    page.goto(f"{site}/sign-in/")
    buttons = page.locator("main button[type=submit]").filter(
        has_text=re.compile(re.escape(role), re.IGNORECASE)
    )
    if not buttons.count():
        raise SystemExit(f"The sign-in page offers nobody called “{role}”. Is the demonstration running?")
    buttons.first.click()


def look_at(visitor: Visitor, path: str, folder: Path, width: int) -> None:
    """Open a page, wait for its charts, take its picture and print what is wrong with it."""
    try:
        page = visitor.open(path)
    except AssertionError as wrong:
        print(wrong)
        visitor.complaints.clear()
        return
    visitor.wait_for_pictures()
    name = re.sub(r"\W+", "-", path).strip("-") or "start"
    page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
    remarks = (
        [f"axe: {violation}" for violation in visitor.violations()] + visitor.complaints + visitor.foreign
    )
    if visitor.sideways():
        remarks.append(f"{visitor.sideways()} px wider than the window")
    if visitor.bytes > LARGEST:
        remarks.append("heavier than it may be")
    visitor.complaints.clear()
    print(f"{path} at {width}: {visitor.bytes / 1000:.0f} kB, {'; '.join(remarks) or 'nothing to remark'}")


def main() -> None:
    """Read the command line and look at every page at both widths."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("paths", nargs="+", help="pages, such as /places/plymouth/")
    parser.add_argument("--site", default="http://localhost:8000", help="the running demonstration")
    parser.add_argument("--role", default="Hub lead", help="whose part to take")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which(os.environ.get("SMEATON_CHROMIUM", "chromium"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for width in WIDTHS:
            visitor = Visitor(browser.new_page(viewport={"width": width, "height": 900}), given.site)
            sign_in(visitor.page, given.site, given.role)
            for path in given.paths:
                look_at(visitor, path, given.folder, width)
        browser.close()


if __name__ == "__main__":
    main()
