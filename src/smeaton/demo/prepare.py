"""Prepares the demonstration place step by step. What is there already is reused."""

from collections.abc import Callable
from datetime import datetime

from smeaton.apps.needs.queries import strand_titles
from smeaton.apps.places.models import Programme
from smeaton.demo.answers import analyse_answers, enter_answers
from smeaton.demo.people import add_people, sign_agreements
from smeaton.demo.pictures import draw_first_pictures
from smeaton.demo.place import make_place
from smeaton.demo.priorities import choose_priorities
from smeaton.demo.register import enter_facts
from smeaton.demo.scenarios import enter_budget_lines, plan_scenarios
from smeaton.demo.second_audit import enter_second_audit
from smeaton.demo.summary import Summary, summarise
from smeaton.demo.support import enter_resources, make_first_plan
from smeaton.terms import AcademicYear, Reach

REACH = Reach.of_system("demo")


class NotADemonstration(RuntimeError):
    """The database holds a real programme: nothing synthetic may be put beside it."""


def prepare(
    *, now: Callable[[], datetime], seed: int, seconds: int, say: Callable[[str], None] = lambda _words: None
) -> Summary:
    """Make the place, its answers, their analysis and the first plan, and return what there is then.

    Each step is a transaction of its own, or can be taken up again, so that an interrupted call is completed
    by the next one. `seconds` is how long the planner looks, `say` is told about each step. Raises
    `NotADemonstration`, or support's `NoPlan`, with a sentence.
    """
    if Programme.objects.filter(synthetic=False).exists():
        raise NotADemonstration(
            "This database holds a programme that is no demonstration. Unset SMEATON_DATABASE_URL, "
            "or let it name an empty database."
        )
    today = now().date()
    on = AcademicYear.of(today).starts_on
    say("Register: published facts about Plymouth's schools")
    enter_facts(reach=REACH, at=now())
    programme = make_place(reach=REACH, on=on, seed=seed)
    add_people(reach=REACH, programme=programme, on=on)
    sign_agreements(reach=REACH, programme=programme, at=now())
    say("Audit: made-up answers from a seed, and their analysis")
    wave = enter_answers(reach=REACH, programme=programme, on=on, seed=seed)
    analyse_answers(reach=REACH, wave=wave, at=now())
    say("Priorities, and a second audit that is open")
    choose_priorities(reach=REACH, programme=programme, wave=wave, at=now())
    enter_second_audit(reach=REACH, programme=programme, first=wave, at=now(), seed=seed)
    strands = list(strand_titles())
    enter_resources(reach=REACH, programme=programme, strands=strands, on=on, seed=seed, seconds=seconds)
    enter_budget_lines(reach=REACH, programme=programme)
    plan = make_first_plan(reach=REACH, programme=programme, seconds=seconds, now=now, say=say)
    plan_scenarios(reach=REACH, programme=programme, seconds=seconds, now=now, say=say)
    say("Drawing the pictures that are not drawn yet")
    draw_first_pictures(reach=REACH, programme=programme, plan_run_id=plan.pk)
    return summarise(programme, REACH)
