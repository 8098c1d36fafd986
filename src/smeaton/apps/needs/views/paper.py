"""The audit on paper: sheets to print, and typing in a pile of them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smeaton.apps.needs.forms.paper import ChoosePileForm, SheetForm
from smeaton.apps.needs.models import RespondentRole, Wave
from smeaton.apps.needs.queries.paper import PaperForm, latest_sheets, next_number, paper_form
from smeaton.apps.needs.services.paper import SheetThere, enter_sheet, remove_sheet
from smeaton.apps.needs.services.responses import AnswersRefused
from smeaton.apps.needs.views.places import programme_of
from smeaton.apps.places.models import Department
from smeaton.apps.places.queries import department, departments
from smeaton.terms import Permission
from smeaton.ui.requests import Request


@require_safe
@login_required
def sheets_to_print(request: Request, place: str, wave: int, urn: int, role: str) -> HttpResponse:
    """The sheets of one role in one department, as they come out of a printer."""
    paper = _paper(request, place, wave, urn, role, Permission.ASK_COLLEAGUES)
    request.place = department(place, urn, request.reach, Permission.ASK_COLLEAGUES).place
    return render(request, "needs/paper/print.html", {"paper": paper, "today": timezone.localdate()})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def choose_pile(request: Request, place: str, wave: int) -> HttpResponse:
    """Which department's sheets are to be typed in, or printed."""
    programme = programme_of(request, place)
    request.reach.require(Permission.RUN_AUDIT, programme.where)
    if not Wave.objects.filter(pk=wave, programme=programme.pk).exists():
        raise Http404("no such audit in that place")
    listed = departments(programme.pk, request.reach)
    form = ChoosePileForm(
        [(card.urn, card.school_name) for card in listed], request.POST if request.method == "POST" else None
    )
    if form.is_valid():
        kwargs = {"place": place, "wave": wave, "urn": form.cleaned_data["department"]}
        page = "needs:paper" if "print" in request.POST else "needs:sheets"
        return redirect(reverse(page, kwargs=kwargs | {"role": form.cleaned_data["role"]}))
    status = 422 if form.errors else 200
    return render(
        request,
        "needs/paper/choose.html",
        {"programme": programme, "form": form, "wave": wave},
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sheets(request: Request, place: str, wave: int, urn: int, role: str) -> HttpResponse:
    """Type in one sheet after another."""
    programme = programme_of(request, place)
    paper = _paper(request, place, wave, urn, role, Permission.RUN_AUDIT)
    if request.method == "POST":
        form = SheetForm(paper, request.POST)
        if form.is_valid() and _entered(request, paper, form):
            messages.success(request, f"Sheet {form.cleaned_data['number']} is in.")
            return redirect(request.path)
        return _entry(request, programme, paper, form, 422)
    form = SheetForm(paper, initial={"number": next_number(latest_sheets(paper))})
    return _entry(request, programme, paper, form, 200)


@require_POST
@login_required
def undo_sheet(request: Request, place: str, wave: int, urn: int, role: str) -> HttpResponse:
    """Take one sheet out again."""
    paper = _paper(request, place, wave, urn, role, Permission.RUN_AUDIT)
    number = request.POST.get("number", "").replace("\x00", "")
    removed = remove_sheet(
        reach=request.reach, wave_id=wave, department_id=paper.department_id, role=role, number=number
    )
    messages.success(request, f"Sheet {number} is out again." if removed else "There is no such sheet.")
    return redirect("needs:sheets", place=place, wave=wave, urn=urn, role=role)


def _paper(request: Request, place: str, wave: int, urn: int, role: str, permission: Permission) -> PaperForm:
    if role not in RespondentRole.values:
        raise Http404("nobody of that role is asked")
    try:
        return paper_form(place, wave, urn, role, request.reach, permission)
    except (Wave.DoesNotExist, Department.DoesNotExist) as error:
        raise Http404("no such audit or department in that place") from error


def _entered(request: Request, paper: PaperForm, form: SheetForm) -> bool:
    try:
        enter_sheet(
            reach=request.reach,
            wave_id=paper.wave_id,
            department_id=paper.department_id,
            role=paper.role,
            number=form.cleaned_data["number"],
            answers=form.answers,
            readiness=form.readiness,
            replace=form.cleaned_data["replace"],
        )
    except SheetThere as there:
        form.add_error("number", str(there))
    except AnswersRefused as refused:
        form.add_error(None, str(refused))
    return not form.errors


def _entry(
    request: Request, programme: object, paper: PaperForm, form: SheetForm, status: int
) -> HttpResponse:
    context = {"programme": programme, "paper": paper, "form": form, "latest": latest_sheets(paper)}
    return render(request, "needs/paper/entry.html", context, status=status)
