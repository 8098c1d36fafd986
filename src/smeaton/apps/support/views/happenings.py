"""Something has happened: a run is cancelled, a mentor drops out; the plan is made around it."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from smeaton.apps.support import services
from smeaton.apps.support.models import PlanRun
from smeaton.apps.support.queries.replanning import happenings
from smeaton.apps.support.tasks import carry_out_plan
from smeaton.apps.support.views.places import programme_of
from smeaton.terms import Permission
from smeaton.ui.requests import Request, number_in


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def happened(request: Request, place: str) -> HttpResponse:
    """The runs and mentors of the plan, each with a button; what the last re-plan moved, and for whom."""
    programme = programme_of(request, place)
    request.reach.require(Permission.RUN_PLAN, programme.where)
    if request.method == "POST":
        try:
            with transaction.atomic():
                run = _ask(request, programme.pk)
                transaction.on_commit(partial(carry_out_plan.enqueue, run.pk))
            return redirect("support:plan", place=place)
        except (services.PlanBusy, services.NothingToReplan) as refused:
            messages.error(request, str(refused))
            return redirect("support:happened", place=place)
    context = {"programme": programme, "found": happenings(programme.pk, request.reach)}
    return render(request, "support/happened.html", context)


def _ask(request: Request, programme_id: int) -> PlanRun:
    """The re-plan for what the form says has happened."""
    what, reach, at = request.POST.get("what", ""), request.reach, timezone.now()
    offer, host = (number_in(request.POST.get(name, "")) for name in ("offer", "host"))
    if what == "cancelled" and offer is not None and host is not None:
        return services.cancel_run(
            reach=reach, programme_id=programme_id, offer_id=offer, host_id=host, at=at
        )
    if what == "again":
        run = services.request_replan(reach=reach, programme_id=programme_id, at=at, anew=True)
        if run is None:
            raise services.PlanBusy("A plan is being made just now. Wait until it is complete.")
        return run
    raise Http404("nothing of the kind can happen")
