"""What holds before any stage answers: methods, sizes, hosts, headers; and what production insists on."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.views import defaults

from smeaton.project.guard import GuardMiddleware
from tests.matrix.guarded import of_its_type

INSIDE = re.compile("Traceback|django[^_]|Exception|DisallowedHost|TooManyFields|/src/|settings", re.I)


def has_the_headers(answer: Any) -> None:
    """Every header that a response always has, and a policy without inline script or style."""
    for name in settings.ALWAYS:
        assert name in answer.headers, name
    policy = answer.headers["Content-Security-Policy"]
    for rule in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "object-src 'none'"):
        assert rule in policy
    assert "unsafe" not in policy
    assert not list(of_its_type(answer))


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"])
def test_a_method_that_no_page_uses_reaches_none(method: str) -> None:
    """No `django_db` mark: a view that was reached would ask the database and fail this test."""
    answer = Client().generic(method, "/sign-in/")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, POST"
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("ui/smeaton.css", 'text/css; charset="utf-8"'),
        ("ui/start.js", 'text/javascript; charset="utf-8"'),
        ("ui/icon.svg", "image/svg+xml; charset=utf-8"),
    ],
)
def test_a_style_a_script_and_a_picture_say_their_type_and_charset(file: str, kind: str) -> None:
    answer = Client().get(f"/static/{file}")
    answer.close()
    assert (answer.status_code, answer["Content-Type"]) == (200, kind)


@pytest.mark.django_db
def test_a_request_that_is_too_large_is_turned_away_unread() -> None:
    just = settings.LARGEST_REQUEST
    assert Client().get("/sign-in/", CONTENT_LENGTH=str(just)).status_code == 200
    answer = Client().post("/sign-in/", CONTENT_LENGTH=str(just + 1))
    assert answer.status_code == 413
    assert "A file may be 10 MB large" in answer.content.decode()
    has_the_headers(answer)


@pytest.mark.parametrize(
    "host", ["evil.example.org", "testserver@evil.example.org", "a b", "evil.example.org:80"]
)
def test_another_host_is_refused_and_not_repeated(host: str) -> None:
    answer = Client().get("/sign-in/", headers={"host": host})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "This could not be read" in page
    assert "evil" not in page + str(dict(answer.headers))
    assert not INSIDE.search(page)
    has_the_headers(answer)


def test_a_forwarded_host_is_not_believed() -> None:
    answer = Client().get("/", headers={"x-forwarded-host": "evil.example.org"})
    assert answer["Location"].startswith("/sign-in/")


@pytest.mark.django_db
def test_a_form_with_too_many_fields_gets_a_page_that_says_what_to_do() -> None:
    answer = Client().post("/sign-in/", {f"a{number}": "1" for number in range(1_001)})
    assert answer.status_code == 400
    assert "send it in parts" in answer.content.decode()
    has_the_headers(answer)


PAGES: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "400": lambda request: defaults.bad_request(request, ValueError("a secret of ours")),
    "403": lambda request: defaults.permission_denied(request, PermissionError("a secret of ours")),
    "404": lambda request: defaults.page_not_found(request, KeyError("a secret of ours")),
    "500": defaults.server_error,
}


@pytest.mark.parametrize("status", PAGES)
def test_a_page_of_an_error_says_what_to_do_and_nothing_of_the_inside(status: str) -> None:
    guard = GuardMiddleware(PAGES[status])
    answer = guard(RequestFactory().get("/places/plymouth/"))
    assert isinstance(answer, HttpResponse)
    page = answer.content.decode()
    assert answer.status_code == int(status)
    assert "smeaton-heading" in page
    assert 'href="/"' in page
    assert "a secret of ours" not in page
    assert not INSIDE.search(page)
    assert "<style" not in page
    assert answer["Cache-Control"] == "no-store"


def started_with(**environment: str) -> subprocess.CompletedProcess[str]:
    """The settings as another process reads them, with these variables and no other of ours."""
    names = "SECRET_KEY SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE DEBUG"
    names += " SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS SECURE_HSTS_INCLUDE_SUBDOMAINS SESSION_COOKIE_HTTPONLY"
    names += " SESSION_COOKIE_SAMESITE CSRF_COOKIE_SAMESITE CSRF_COOKIE_HTTPONLY"
    read = f"[getattr(ours, name, None) for name in {names.split()}]"
    code = f"import json, smeaton.project.settings as ours; print(json.dumps({read}))"
    others = {name: value for name, value in os.environ.items() if not name.startswith("SMEATON_")}
    folder = str(Path(__file__).resolve().parents[2] / "src")
    return subprocess.run(
        [sys.executable, "-c", code],
        env=others | {"PYTHONPATH": folder} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_site_that_others_reach_takes_its_key_from_the_environment_and_names_its_hosts(
    tmp_path: Path,
) -> None:
    ours = {"SMEATON_HTTPS": "1", "SMEATON_VAR": str(tmp_path)}
    refused = started_with(**ours)
    assert refused.returncode != 0
    assert "SMEATON_SECRET_KEY" in refused.stderr.splitlines()[-1]
    assert not (tmp_path / "secret-key").exists()
    refused = started_with(**ours, SMEATON_SECRET_KEY="k" * 50, SMEATON_HOSTS="*")
    assert "name the hosts" in refused.stderr.splitlines()[-1]
    taken = started_with(**ours, SMEATON_SECRET_KEY="k" * 50)
    bound = ["__Host-session", "__Host-csrf", True, True, False, True, 31_536_000, True, True]
    assert json.loads(taken.stdout) == ["k" * 50, *bound, "Lax", "Lax", True]
    at_home = json.loads(started_with(SMEATON_VAR=str(tmp_path)).stdout)
    assert at_home[1:4] == [None, None, False]
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
