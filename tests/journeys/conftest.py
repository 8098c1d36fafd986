"""A real browser against a live server: Debian's Chromium, or the one that SMEATON_CHROMIUM names."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.factories import migrated
from tests.factories.personas import Personas, make_personas
from tests.factories.quick import own_installation
from tests.factories.signing_in import signed_in
from tests.journeys.pages import FLAGS, WIDTHS, Visitor, seeing_what_came

__all__ = ["own_installation"]


def _chromium() -> str | None:
    named = os.environ.get("SMEATON_CHROMIUM")
    found = [shutil.which(name) for name in ([named] if named else ["chromium", "chromium-browser"])]
    return next(filter(None, found), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once; the test skips where there is none, or fails where it is required."""
    path = _chromium()
    if path is None:
        words = "no Chromium on this machine: install Debian's chromium, or name one in SMEATON_CHROMIUM"
        if os.environ.get("SMEATON_TEST_BROWSER") == "required":
            pytest.fail(words)
        pytest.skip(words)
    # Playwright keeps an event loop in this thread, in which Django would refuse its ordinary queries.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=15_000)  # machines here are shared
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        with seeing_what_came():
            yield chromium
        chromium.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Keep the test database in a file, as an installation does.

    A SQLite database in memory is shared between the server's threads by one cache, whose table locks no
    timeout waits for: a page would answer 500 now and then.
    """
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        file = migrated.copy_sqlite(tmp_path_factory.mktemp("db") / "test.sqlite3")
        database["TEST"] = database.get("TEST", {}) | {"NAME": str(file)}


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Take the file as it is."""
    from django.conf import settings

    return bool(settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3")


@pytest.fixture
def at_once(settings: Any) -> None:
    """Do tasks where they are enqueued, so that no worker is needed. The library hears of both changes."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def personas(transactional_db: None) -> Personas:
    """A place with two schools of two trusts, and one person of every role, and a stranger."""
    cache.clear()  # no model's table, so that it is not emptied with the others
    return make_personas()


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Iterator[Callable[..., Visitor]]:
    """`visit(user, width=375)`: somebody at a browser window of that width, signed in where a user is given.

    At the end of the test every visitor must have seen no message on the console and no foreign host.
    """
    visitors: list[Visitor] = []
    examining: list[BrowserContext] = []

    def arrive(
        user: AbstractBaseUser | None = None, width: int = WIDTHS[0], *, javascript: bool = True
    ) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=javascript, locale="en-GB"
        )
        if user is not None:
            session = signed_in(user).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        examiner = None
        if not javascript:
            examining.append(browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True))
            examiner = examining[-1].new_page()
        visitors.append(Visitor(context.new_page(), live_server.url, examiner))
        return visitors[-1]

    yield arrive
    for context in [*(visitor.page.context for visitor in visitors), *examining]:
        context.close()
    for visitor in visitors:
        assert visitor.complaints == []
        assert visitor.foreign == []
