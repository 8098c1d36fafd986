"""The database behind a crowd of respondents: filled before the server starts, and read when they have gone.

    python -m tests.cli.crowd prepare 200      prints the links' secrets, one a respondent
    python -m tests.cli.crowd read             prints what is stored for each of them

It runs in a process of its own, on the database that SMEATON_DATABASE_URL names.
"""

import json
import os
import sys

import django

DEPARTMENTS = 10


def prepare(count: int) -> list[str]:
    """Make a place, a wave and so many invited teachers."""
    from smeaton.apps.needs.queries.links import token_of
    from tests.factories.invitations import invite, open_wave
    from tests.factories.needs import more_departments
    from tests.factories.personas import make_personas

    programme = make_personas().programme
    departments, wave = more_departments(programme, DEPARTMENTS), open_wave(programme)
    return [token_of(invite(wave, departments[i % DEPARTMENTS])) for i in range(count)]


def read() -> dict[str, dict[str, object]]:
    """Secret of the link → the answers under that person's code, and whether they have finished."""
    from smeaton.apps.history.models import Event
    from smeaton.apps.needs.models import Invitation, Response
    from smeaton.apps.needs.queries.links import respondent_code, token_of

    stored = {}
    for invitation in Invitation.objects.select_related("wave"):
        responses = Response.objects.filter(respondent=respondent_code(invitation))
        stored[token_of(invitation)] = {
            "answers": [
                list(row)
                for response in responses
                for row in response.answers.order_by("item").values_list("item", "level")
            ],
            "responses": len(responses),
            "saves": sum(Event.objects.about("response", response.pk).count() for response in responses),
            "finished": invitation.finished_at is not None,
        }
    return stored


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smeaton.project.settings")
    django.setup()
    json.dump(prepare(int(sys.argv[2])) if sys.argv[1] == "prepare" else read(), sys.stdout)
