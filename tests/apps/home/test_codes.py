"""The codes that let somebody in: from the system's own chance, long enough, and never kept to read."""

import math
import random
import re
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import generate_totp_secret
from click.testing import CliRunner
from django.test import Client

from smeaton.cli import main
from tests.apps.home.test_signing_in import ask, code_for
from tests.apps.home.test_your_sign_in import HUB, by_code, join_an_app
from tests.factories.personas import Personas

LEAD = "subject.lead@example.org"


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes the operating system has been asked for, each time."""
    asked: list[int] = []
    system = random._urandom  # type: ignore[attr-defined]

    def urandom(size: int) -> bytes:
        asked.append(size)
        return bytes(system(size))

    monkeypatch.setattr(random, "_urandom", urandom)
    return asked


def test_codes_of_letters_keys_of_apps_and_recovery_codes_are_drawn_from_the_system(
    personas: Personas, drawn: list[int]
) -> None:
    seen = {get_adapter().generate_login_code() for _ in range(50)}
    assert len(seen) == 50
    assert len(drawn) >= 50 * 8  # a letter each
    drawn.clear()
    assert len(generate_totp_secret()) == 32  # 160 bits
    assert sum(drawn) == 20
    drawn.clear()
    assert len(RecoveryCodes.generate_seed()) >= 40
    assert sum(drawn) >= 20


def test_codes_are_long_enough(personas: Personas) -> None:
    """Twenty bits at least, which is a million guesses where three or five are allowed."""
    letters = set("".join(get_adapter().generate_login_code() for _ in range(400))) - {"-"}
    ask(Client(), LEAD)
    assert 8 * math.log2(len(letters)) > 34
    assert re.fullmatch(r"[A-Z]{4}-[A-Z]{4}", code_for(LEAD))
    client = by_code(HUB)
    join_an_app(client)
    codes = re.findall(r"<code>(\d{8})</code>", client.get("/your-sign-in/recovery-codes/").content.decode())
    assert len(codes) == len(set(codes)) == 10
    assert 8 * math.log2(10) > 26


def test_lost_factors_are_forgotten_by_whoever_runs_the_installation_and_set_up_anew(
    personas: Personas, settings: Any
) -> None:
    """The code from one's mail alone opens nothing then but the page that sets up another."""
    client = by_code(HUB)
    join_an_app(client)
    lost = by_code(HUB)
    assert lost.get("/places/testshire/").headers["Location"].startswith("/sign-in/")
    said = CliRunner().invoke(main, ["people", "forget-factors", HUB])
    assert "set up anew" in said.output
    assert not Authenticator.objects.exists()
    assert client.get("/places/testshire/").headers["Location"].startswith("/sign-in/")
    again = by_code(HUB)
    assert again.get("/places/testshire/").headers["Location"] == "/your-sign-in/second-factor/"
    join_an_app(again)
    assert again.get("/places/testshire/").status_code == 200
