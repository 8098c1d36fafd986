"""What a small place needs to be planned for: a profile of need, a catalogue, a mentor, a host, money."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from importlib import resources
from zoneinfo import ZoneInfo

import numpy as np
from django.db import transaction
from django.utils import timezone

from smeaton.apps.needs.models import Instrument, ProfileCell, ProfileRun, Wave
from smeaton.apps.support import services
from smeaton.apps.support.inputs import planning_inputs
from smeaton.apps.support.models import PlanRun
from smeaton.apps.support.services.saving import Made, save_plan
from smeaton.engine.support import Mentoring, Plan, Run, Seats, evaluate, explain
from smeaton.terms import Reach
from tests.factories.personas import SYSTEM, Personas
from tests.factories.planning import STRANDS

MADE_AT = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Europe/London"))

CATALOGUE = """
offers:
  - key: recall-day
    name: Recall day
    summary: A day on retrieval.
    audience: two teachers
    provider: science hub
    mode: course
    sessions: 1
    hours: 6
    release_days: 1
    run_cost: 400
    seat_cost: 20
    seats_min: 2
    seats_max: 12
    per_department_max: 3
    reaches: participant
    hosted: true
    evening: false
    mechanisms: [A1, B2, C1]
    gives: {recall: [main, solid], feedback: [also, solid]}
  - key: leading
    name: Leading a department
    summary: For the lead.
    audience: the lead
    provider: national provider
    mode: leadership
    sessions: 2
    hours: 12
    release_days: 2
    run_cost: 0
    seat_cost: 150
    seats_min: 0
    seats_max: null
    per_department_max: 1
    reaches: department
    hosted: false
    evening: false
    mechanisms: [B1, C2, D2]
    gives: {leadership: [main, deep]}
  - key: language-online
    name: Words online
    summary: At one's own pace.
    audience: any teacher
    provider: online library
    mode: online
    sessions: 0
    hours: 3
    release_days: 0
    run_cost: 0
    seat_cost: 15
    seats_min: 0
    seats_max: null
    per_department_max: 3
    reaches: participant
    hosted: false
    evening: false
    mechanisms: [A1]
    gives: {language: [main, light]}
"""


def furnish(personas: Personas, budget: int = 3000) -> None:
    """Give the two departments needs and the programme what it takes to plan, by the app's own services."""
    profile(personas)
    programme = personas.programme.pk
    services.load_catalogue(reach=SYSTEM, programme_id=programme, text=CATALOGUE)
    services.add_host(reach=SYSTEM, department_id=personas.department.pk)
    services.add_mentor(
        reach=SYSTEM,
        department_id=personas.neighbour.pk,
        key="lead-practitioner",
        role="Lead practitioner",
        hours=Decimal(20),
        hourly_rate=Decimal(55),
        gives={"feedback": ("main", "solid"), "recall": ("also", "light")},
    )
    services.set_plan_settings(
        reach=SYSTEM,
        programme_id=programme,
        budget=Decimal(budget),
        starts=date(2027, 1, 4),
        ends=date(2027, 7, 16),
        seconds=1,
    )


def profile(personas: Personas, departments: int = 2) -> ProfileRun:
    """A profile of the first or of both departments: recall and feedback need most."""
    text = (
        resources.files("smeaton.engine.needs")
        .joinpath("instruments/secondary-science.yaml")
        .read_text("utf-8")
    )
    instrument, _ = Instrument.objects.get_or_create(
        key="secondary-science",
        version=1,
        defaults={"title": "Science", "source": text, "published_at": MADE_AT},
    )
    wave = Wave.objects.create(
        programme=personas.programme, instrument=instrument, name="First", opens=date(2026, 9, 7)
    )
    run = ProfileRun.objects.create(wave=wave, made_at=MADE_AT, current=True)
    for row in (personas.department, personas.neighbour)[:departments]:
        for strand in STRANDS:
            level = {"recall": 1.4, "feedback": 1.9, "leadership": 2.2}.get(strand, 3.0)
            level += 0.3 if row == personas.neighbour else 0.0
            ProfileCell.objects.create(
                run=run,
                department=row,
                strand=strand,
                estimate=level,
                se=0.2,
                lower=max(1.0, level - 0.33),
                upper=min(4.0, level + 0.33),
                reliability=0.8,
                p_weakest3=0.9 if level < 2 else 0.1,
                answers=12,
                respondents=6,
            )
    return run


def asked(personas: Personas, reach: Reach | None = None, **change: object) -> PlanRun:
    """A plan run in the queue."""
    return services.request_plan(
        reach=reach or personas.reach("hub_lead"),
        programme_id=personas.programme.pk,
        at=MADE_AT,
        **change,  # type: ignore[arg-type]
    )


def planned(personas: Personas) -> PlanRun:
    """A furnished place with a current plan, made by the real planner in a second."""
    furnish(personas)
    run = asked(personas)
    services.carry_out(reach=SYSTEM, plan_run_id=run.pk, now=timezone.now)
    run.refresh_from_db()
    return run


def sent(personas: Personas) -> PlanRun:
    """A planned place whose packages the hub has sent: version 1 of each."""
    run = planned(personas)
    services.send_proposals(reach=personas.reach("hub_lead"), programme_id=personas.programme.pk, at=MADE_AT)
    return run


def told(personas: Personas) -> PlanRun:
    """As `sent`, with a plan made by hand and saved by the app, which takes no search.

    Alderwood: two on the recall day, its lead on leading a department, one online, four hours of mentoring on
    feedback. Birchfield: two on the recall day, one online.
    """
    furnish(personas)
    alder, birch = str(personas.department.school_id), str(personas.neighbour.school_id)
    host = f"host-{personas.department.hosts.get().pk}"
    made = Plan(
        runs=(Run("recall-day", host),),
        seats=(
            Seats("recall-day", host, alder, 2),
            Seats("recall-day", host, birch, 2),
            Seats("leading", None, alder, 1),
            Seats("language-online", None, alder, 1),
            Seats("language-online", None, birch, 1),
        ),
        mentoring=(Mentoring("lead-practitioner", alder, "feedback", 4.0),),
    )
    with transaction.atomic():
        run = asked(personas)
        inputs = planning_inputs(run, SYSTEM)
        score = evaluate(inputs.problem, made)
        assert not score.broken, score.broken
        made = replace(made, covered=score.covered, bound=score.need, gap=1 - score.share)
        shares = explain.shares(inputs.problem, made, rng=np.random.default_rng(1))
        save_plan(run, Made(inputs.problem, made, score, shares, {}, None, inputs.notes))
        run.status, run.current, run.finished_at, run.lease_until = "complete", True, MADE_AT, None
        run.save()
    services.send_proposals(reach=personas.reach("hub_lead"), programme_id=personas.programme.pk, at=MADE_AT)
    return run
