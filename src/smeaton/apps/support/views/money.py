"""The money of a place: budget lines, what each pays for in the plan, and what no line pays."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smeaton.apps.support import services
from smeaton.apps.support.documents import money as told
from smeaton.apps.support.forms.money import LineForm
from smeaton.apps.support.models import BudgetLine
from smeaton.apps.support.queries.money import MoneyPage, money_page
from smeaton.apps.support.views.answers import excel
from smeaton.apps.support.views.places import programme_of
from smeaton.terms import Permission
from smeaton.ui.components import Task
from smeaton.ui.requests import Request


@require_safe
@login_required
def money(request: Request, place: str) -> HttpResponse:
    """Each line with what the plan spends from it; what cannot be paid, and what would help."""
    programme = programme_of(request, place)
    page = money_page(programme.pk, request.reach)
    context = {
        "programme": programme,
        "page": page,
        "finding": told.finding(page),
        "shortages": [
            {"words": told.shortage(short), "helps": told.helps(page, short)} for short in page.shortages
        ],
        "tasks": _tasks(page) if page.may_edit else [],
    }
    return render(request, "support/money/money.html", context)


def _tasks(page: MoneyPage) -> list[Task]:
    tasks = []
    if not page.lines:
        tasks.append(Task("Add the first budget line", "lines/new/", "its code, its amount, what it may pay"))
    if page.shortages and page.lines:
        tasks.append(Task("Find money for what no line can pay", "#short"))
    if page.lines and page.planned and abs(page.total - page.plan_budget) >= 0.005:
        tasks.append(Task("Plan again with the sum of the lines", "../plan/#run"))
    return tasks


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def line(request: Request, place: str, line: int | None = None) -> HttpResponse:
    """Add a budget line, or change one."""
    programme = programme_of(request, place)
    request.reach.require(Permission.MANAGE_PLACE, programme.where)
    kept = _line(programme.pk, line) if line is not None else None
    if request.method == "POST":
        form = LineForm(request.POST)
        if form.is_valid():
            try:
                services.save_line(
                    reach=request.reach, programme_id=programme.pk, line_id=line, **form.cleaned_data
                )
                messages.success(request, f"“{form.cleaned_data['name']}” is saved.")
                return redirect("support:money", place=place)
            except services.LineRefused as refused:
                form.add_error(None, str(refused))
    elif kept is not None:
        form = LineForm(
            initial={"name": kept.name, "code": kept.code, "amount": kept.amount, "allowed": kept.allowed}
        )
    else:
        form = LineForm()
    context = {"programme": programme, "form": form, "line": kept}
    return render(request, "support/money/line.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def remove(request: Request, place: str, line: int) -> HttpResponse:
    """Take a budget line away."""
    programme = programme_of(request, place)
    request.reach.require(Permission.MANAGE_PLACE, programme.where)
    name = _line(programme.pk, line).name
    services.remove_line(reach=request.reach, programme_id=programme.pk, line_id=line)
    messages.success(request, f"“{name}” is taken away. History keeps what it was.")
    return redirect("support:money", place=place)


@require_safe
@login_required
def export(request: Request, place: str) -> HttpResponse:
    """The lines and what they pay for, as a workbook for the finance office."""
    programme = programme_of(request, place)
    request.reach.require(Permission.EXPORT_PLAN, programme.where)
    page = money_page(programme.pk, request.reach)
    return excel(told.money_book(page), told.money_book_name(page))


def _line(programme_id: int, line: int) -> BudgetLine:
    found = BudgetLine.objects.filter(pk=line, programme=programme_id).first()
    if found is None:
        raise Http404("no such budget line")
    return found
