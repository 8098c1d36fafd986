"""A refusal is told to whoever asked, and to the log."""

import logging

import pytest

from tests.factories.personas import Personas

pytestmark = pytest.mark.django_db


def test_a_refusal_is_one_line_of_the_log_with_who_asked(
    personas: Personas, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="smeaton.refused"):
        answer = personas.client("stranger").get("/places/testshire/")
        assert answer.status_code == 403
        personas.client("stranger").get("/places/testshire/needs/a%0d%0aforged%20line/")
    (line,) = [record.getMessage() for record in caplog.records if record.name == "smeaton.refused"]
    assert line == f"refused: person:{personas.stranger.pk} GET /places/testshire/ from 127.0.0.1"
    assert "Hub lead" not in line
    assert not [record for record in caplog.records if "\n" in record.getMessage()]
