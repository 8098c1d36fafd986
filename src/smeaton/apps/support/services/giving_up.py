"""Answering replies that a run could not take in, so that no run is begun for them over and over."""

from datetime import datetime

from smeaton.apps.support.models import PlanRun, Reply, RunKind

GIVEN_UP = "This could not be worked in, so your package stays as it was. Say it again later, or ask the hub."


def give_up(run: PlanRun, at: datetime) -> None:
    """Answer the replies that a run could not take in: they hold no more, and can be said again."""
    if run.kind != RunKind.REPLAN:
        return
    waiting = Reply.objects.waiting().filter(department__programme=run.programme_id)
    if run.started_at is not None:
        waiting = waiting.filter(said_at__lte=run.started_at)
    waiting.filter(withdrawn_at__isnull=False).update(answered_by=run, answer="")
    waiting.filter(withdrawn_at__isnull=True).update(answered_by=run, withdrawn_at=at, answer=GIVEN_UP)
