"""What the next plan has to keep to: money, period, limits, where mentors come from."""

from dataclasses import asdict

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from smeaton.apps.support import services
from smeaton.apps.support.forms.rules import PlanRulesForm
from smeaton.apps.support.queries.settings import plan_rules
from smeaton.apps.support.views.places import programme_of
from smeaton.terms import Permission
from smeaton.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rules(request: Request, place: str) -> HttpResponse:
    """Read and change what the next plan keeps to; the plan that holds stays as it is."""
    programme = programme_of(request, place)
    request.reach.require(Permission.MANAGE_PLACE, programme.where)
    now = plan_rules(programme.pk, request.reach, today=timezone.localdate())
    form = PlanRulesForm.of(**asdict(now.shown))
    if request.method == "POST":
        form = PlanRulesForm(request.POST)
        if form.is_valid():
            said = form.cleaned_data
            services.set_plan_settings(
                reach=request.reach,
                programme_id=programme.pk,
                budget=said["budget"],
                starts=said["starts"],
                ends=said["ends"],
                seconds=now.seconds,
                seed=now.seed,
                rules=form.rules(now.own),
            )
            messages.success(request, "Saved. The next plan keeps to this.")
            return redirect("support:rules", place=place)
    context = {"programme": programme, "form": form, "lines": now.lines}
    return render(request, "support/rules.html", context, status=422 if form.errors else 200)
