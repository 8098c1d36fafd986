"""Background work of support: carrying out a plan run, then drawing its pictures."""

from django.utils import timezone
from django_tasks import task

from smeaton.apps.support import services
from smeaton.terms import Reach


@task()
def carry_out_plan(plan_run_id: int) -> str:
    """Carry out a queued plan run; harmless where it is not queued any more. Returns the run's status."""
    reach = Reach.of_system("worker")
    status = services.carry_out(reach=reach, plan_run_id=plan_run_id, now=timezone.now)
    if status == "complete":
        services.draw_pictures(reach=reach, plan_run_id=plan_run_id)
    return status
