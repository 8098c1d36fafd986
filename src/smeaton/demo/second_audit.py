"""A second synthetic audit that is open: everybody asked by letter, some done, some quiet, some not begun."""

from datetime import datetime, time, timedelta

import numpy as np
from django.db import transaction
from django.utils import timezone

from smeaton.apps.needs.models import Answer, Invitation, ResponseOrigin, Wave
from smeaton.apps.needs.queries.links import respondent_code
from smeaton.apps.needs.services import ResponseGiven, open_wave, record_responses
from smeaton.apps.needs.services.asking import ask_people
from smeaton.apps.needs.services.mailing import queue_invitations
from smeaton.apps.places.models import Programme
from smeaton.demo.place import synthetic_departments
from smeaton.engine.sources.addresses import Listed
from smeaton.terms import Reach

WAVE = "Second audit (synthetic)"
OPENED, CLOSES = timedelta(days=10), timedelta(days=18)
DONE = 0.55
"""Share of those who answered the first audit who have answered this one too."""
MOVED = 0.35
"""Share of answers that differ from the first time, two of three of them by a level more."""


@transaction.atomic
def enter_second_audit(*, reach: Reach, programme: Programme, first: Wave, at: datetime, seed: int) -> Wave:
    """The open audit with its invitations and first answers: made where it is not there, else as it is."""
    there = Wave.objects.filter(programme=programme, name=WAVE).first()
    if there is not None:
        return there
    today = timezone.localdate(at)
    opens = today - OPENED
    wave = open_wave(
        reach=reach, programme_id=programme.pk, name=WAVE, opens=opens, closes=today + CLOSES, at=at
    )
    opened_at = timezone.make_aware(datetime.combine(opens, time(7)))
    ask_people(
        reach=reach,
        wave_id=wave.pk,
        people=_everybody(seed),
        role="teacher",
        at=opened_at,
        department_id=None,
    )
    queue_invitations(reach=reach, wave_id=wave.pk, at=opened_at)
    _answer_again(reach, wave, first, np.random.default_rng([seed, 4]))
    return wave


def _everybody(seed: int) -> list[Listed]:
    """An address for everybody in the departments taking part, in no domain that exists."""
    people: list[Listed] = []
    for own in synthetic_departments(seed):
        if own.standing != "taking part":
            continue
        numbers = (("lead", 1), ("teacher", own.teachers), ("technician", own.technicians))
        for role, count in numbers:
            for number in range(1, count + 1):
                address = f"{role}-{number}@school-{own.urn}.invalid"
                people.append(Listed(len(people) + 1, address, "", role, own.urn))
    return people


def _answer_again(reach: Reach, wave: Wave, first: Wave, rng: np.random.Generator) -> None:
    """Some of those who answered the first audit answer this one, mostly as they did then."""
    before: dict[str, dict[str, int | str]] = {}
    rows = Answer.objects.filter(response__wave=first).order_by("id")
    for code, item, level, kind in rows.values_list("response__respondent", "item", "level", "kind"):
        before.setdefault(code, {})[item] = kind if level is None else level
    invitations = {
        f"{row.department.school_id}-{row.email.partition('@')[0]}": row
        for row in Invitation.objects.filter(wave=wave).select_related("department")
    }
    given, done = [], []
    for code in sorted(before):
        invitation = invitations.get(code)
        if invitation is None or rng.random() > DONE:
            continue
        answers = {item: _moved(rng, value) for item, value in before[code].items()}
        given.append(
            ResponseGiven(
                invitation.department_id,
                invitation.role,
                respondent_code(invitation),
                answers,
                origin=ResponseOrigin.LINK,
            )
        )
        done.append(invitation.pk)
    record_responses(reach=reach, wave_id=wave.pk, responses=given)
    opened = timezone.make_aware(datetime.combine(wave.opens, time()))
    Invitation.objects.filter(pk__in=done).update(begun_at=opened, finished_at=opened)


def _moved(rng: np.random.Generator, value: int | str) -> int | str:
    if isinstance(value, str) or rng.random() > MOVED:
        return value
    return int(np.clip(value + (1 if rng.random() < 2 / 3 else -1), 1, 4))
