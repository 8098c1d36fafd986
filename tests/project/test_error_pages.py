"""What somebody reads when a page is missing, a form too old, or the fault is ours."""

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.views.defaults import server_error

from tests.factories.personas import make_personas


@pytest.mark.django_db
@pytest.mark.parametrize("signed_in", [True, False])
def test_a_missing_page_says_so_and_leads_on(signed_in: bool) -> None:
    client = make_personas().client("head") if signed_in else Client()
    answer = client.get("/no/such/page/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "There is no such page" in page
    assert 'href="/"' in page
    assert ("Sign out" in page) is signed_in


@pytest.mark.django_db
def test_an_old_form_is_refused_in_words() -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "a@b.org", "password": "x"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Nothing has been changed" in page
    assert 'href="/"' in page


def test_a_fault_of_ours_is_told_without_a_database() -> None:
    """No `django_db` mark: any query would fail this test."""
    answer = server_error(RequestFactory().get("/places/plymouth/"))
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Something went wrong" in page
    assert "smeaton.css" in page


@pytest.mark.django_db
def test_a_database_that_is_gone_gives_that_page(monkeypatch: pytest.MonkeyPatch) -> None:
    client = make_personas().client("hub_lead")
    client.raise_request_exception = False

    def gone(*_args: object) -> None:
        raise OperationalError("the database is gone")

    monkeypatch.setattr("smeaton.apps.access.middleware.person_of", gone)
    answer = client.get("/places/testshire/")
    assert answer.status_code == 500
    assert "Something went wrong" in answer.content.decode()
