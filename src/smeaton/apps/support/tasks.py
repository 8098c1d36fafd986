"""Background work of support: plan runs, re-plans for what leads have replied, pictures, letters."""

from functools import partial

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from smeaton.apps.outbox import services as outbox
from smeaton.apps.support import services
from smeaton.apps.support.models import PlanRun
from smeaton.apps.support.queries.replanning import programmes_outdated
from smeaton.apps.support.services.chosen import explain_chosen
from smeaton.terms import Reach

SECONDS = 60
"""How long one task sends letters for; what is left then goes with the worker's next look."""


@task()
def carry_out_plan(plan_run_id: int) -> str:
    """Carry out a queued plan run; harmless where it is not queued any more. Returns the run's status.

    Replies that came while it worked are taken in by a re-plan that follows; else a scenario that waited for
    the run to end is begun. Each has a task of its own.
    """
    reach = Reach.of_system("worker")
    status = services.carry_out(reach=reach, plan_run_id=plan_run_id, now=timezone.now)
    if status == "complete":
        services.draw_pictures(reach=reach, plan_run_id=plan_run_id)
        outbox.send_due(reach=reach, now=timezone.now, seconds=SECONDS)
        explain_plan.enqueue(plan_run_id)
    programme = PlanRun.objects.values_list("programme", flat=True).get(pk=plan_run_id)
    if services.replies_wait(programme):
        replan_for_replies.enqueue(programme)
    else:
        _begin_next(reach, plan_run_id)
    return status


@task()
def replan_for_replies(programme_id: int) -> str:
    """Take in what leads of a programme have replied, all that waits at once; harmless where nothing does.

    Where a run is at work already nothing is done: its task is followed by another one of these.
    """
    reach = Reach.of_system("worker")
    if not services.replies_wait(programme_id):
        return "nothing waits"
    run = services.request_replan(reach=reach, programme_id=programme_id, at=timezone.now())
    if run is None:
        return "another run is at work"
    return str(carry_out_plan.func(run.pk))


@task()
def replan_for_withdrawal(programme_id: int) -> str:
    """Take departments out of a plan that their trusts do not share any more; harmless where none is.

    The others are disturbed as little as pays, and told only of what moved for them.
    """
    now = timezone.now()
    if programme_id not in programmes_outdated(timezone.localdate(now)):
        return "nothing to take out"
    run = services.request_replan(
        reach=Reach.of_system("worker"), programme_id=programme_id, at=now, anyway=True
    )
    if run is None:
        return "another run is at work"
    return str(carry_out_plan.func(run.pk))


@task()
def explain_plan(plan_run_id: int) -> str:
    """Work out why each item of the current plan is there; what is left is for another task of its own.

    Whatever people wait for goes first: it ends early where a plan waits to be made.
    """
    done = services.explain_plan(reach=Reach.of_system("worker"), plan_run_id=plan_run_id, now=timezone.now)
    if done:
        return "explained"
    explain_plan.enqueue(plan_run_id)
    return "to be continued"


@task()
def send_letters() -> str:
    """Send the letters that are due; harmless where there are none. Returns how many went."""
    report = outbox.send_due(reach=Reach.of_system("worker"), now=timezone.now, seconds=SECONDS)
    return report.trouble or f"{report.sent} sent"


@task()
def draw_plan(plan_run_id: int) -> int:
    """Explain and draw a plan that has become current without being made anew. Returns how many pictures."""
    reach = Reach.of_system("worker")
    explain_chosen(reach=reach, plan_run_id=plan_run_id)
    drawn = services.draw_pictures(reach=reach, plan_run_id=plan_run_id)
    explain_plan.enqueue(plan_run_id)
    return drawn


def _begin_next(reach: Reach, plan_run_id: int) -> None:
    with transaction.atomic():
        following = services.plan_next(reach=reach, after_run=plan_run_id, at=timezone.now())
        if following is not None:
            transaction.on_commit(partial(carry_out_plan.enqueue, following.pk))
