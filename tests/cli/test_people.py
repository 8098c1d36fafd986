"""`smeaton people`: the first person of an installation, and help for somebody who cannot get in."""

from datetime import date

import pytest
from click.testing import CliRunner, Result
from django.test import Client

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.access.services import grant
from smeaton.apps.history.models import Event
from smeaton.apps.people.models import User
from smeaton.cli import main
from smeaton.terms import Role, ScopeKind
from tests.factories.personas import make_personas

pytestmark = pytest.mark.django_db


def run(*words: str, typed: str = "") -> Result:
    """Run the command, with what is typed at its questions."""
    return CliRunner().invoke(main, ["people", *words], input=typed)


def test_the_first_hub_lead_gets_in_with_a_password_where_no_mail_goes() -> None:
    make_personas()
    role = ("--role", "hub lead", "--over", "place:testshire")
    result = run(
        "add", "maria@hub.example", "--name", "Maria", *role, "--password", typed="otters swim 4 x\n" * 2
    )
    assert result.exit_code == 0, result.output
    assert "otters" not in result.output
    assert GrantRecord.objects.get(person__name="Maria").role == "hub lead"
    client = Client()
    client.post("/sign-in/password/", {"login": "maria@hub.example", "password": "otters swim 4 x"})
    assert client.get("/").headers["Location"] == "/your-sign-in/second-factor/"
    assert run("close", "MARIA@hub.example").exit_code == 0
    assert client.get("/").headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "nobody", "--name", "N"), "is not an email address"),
        (("add", "head@example.org", "--name", "N"), "signs in with head@example.org already"),
        (("add", "n@example.org", "--name", "N", "--role", "head"), "needs --over"),
        (("add", "n@example.org", "--name", "N", "--role", "head", "--over", "place:testshire"), "school:…"),
        (
            ("add", "n@example.org", "--name", "N", "--role", "head", "--over", "school:x"),
            "There is no school",
        ),
        (("forget-factors", "nobody@example.org"), "Nobody signs in with"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence_and_nothing_is_done(
    words: tuple[str, ...], said: str
) -> None:
    make_personas()
    before = User.objects.count()
    result = run(*words)
    assert result.exit_code == 2
    assert said in result.output
    assert User.objects.count() == before


def test_where_nobody_else_can_the_operator_vouches_for_somebody_whom_the_hub_let_in() -> None:
    personas = make_personas()
    grant(
        reach=personas.reach("hub_lead"),
        person=personas.stranger.pk,
        role=Role.TRUST_LEAD,
        scope=ScopeKind.TRUST,
        key=personas.department.school.trust_id or 0,
        starts=date(2026, 9, 1),
        place=personas.place.pk,
    )
    row = GrantRecord.objects.on_word().get()
    assert run("vouch", "nobody@example.org").exit_code == 2
    assert run("vouch", "head@example.org").exit_code == 2  # who was given a role by nobody of a programme
    done = run("vouch", "stranger@example.org")
    assert (done.exit_code, "1 role vouched for" in done.output) == (0, True)
    row.refresh_from_db()
    assert row.word is None
    assert Event.objects.about("grant", row.pk).get(action="vouched for").actor == "system:smeaton people"
