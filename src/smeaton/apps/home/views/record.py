"""What is held about oneself: seen, taken away, put right."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from smeaton.apps.home.documents.record import record_json, record_workbook
from smeaton.apps.home.forms.record import CorrectionForm, NameForm
from smeaton.apps.home.queries.my_record import my_record
from smeaton.apps.home.queries.records.finding import subject_of
from smeaton.apps.home.queries.records.held import NO_ANSWERS, held_about
from smeaton.apps.home.services.correcting import CorrectionRefused, ask_correction, correct_name
from smeaton.apps.people.models import Person
from smeaton.ui.requests import Request

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@login_required
@never_cache
def mine(request: Request) -> HttpResponse:
    """What is held about whoever is signed in, at a glance."""
    return _page(request, NameForm(initial={"name": _person(request).name}), CorrectionForm())


@require_safe
@login_required
@never_cache
def take_away(request: Request, kind: str) -> HttpResponse:
    """Everything, as JSON or as a workbook."""
    subject = subject_of(_person(request))
    tables = held_about(subject, request.reach)
    made = timezone.now()
    name = f'attachment; filename="my-record-{timezone.localdate(made)}.{kind}"'
    if kind == "json":
        return JsonResponse(
            record_json(tables, made),
            json_dumps_params={"indent": 2, "ensure_ascii": False},
            headers={"Content-Disposition": name},
        )
    return HttpResponse(
        record_workbook(tables, made, subject.actor),
        content_type=EXCEL,
        headers={"Content-Disposition": name},
    )


@require_POST
@login_required
def name(request: Request) -> HttpResponse:
    """Put one's name right."""
    form = NameForm(request.POST)
    if form.is_valid():
        try:
            correct_name(reach=request.reach, person_id=_person(request).pk, name=form.cleaned_data["name"])
        except CorrectionRefused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, "Your name has been corrected.")
            return redirect("home:my-record")
    return _page(request, form, CorrectionForm())


@require_POST
@login_required
def correction(request: Request) -> HttpResponse:
    """Say what is wrong that one cannot put right oneself."""
    form = CorrectionForm(request.POST)
    if form.is_valid():
        ask_correction(
            reach=request.reach,
            person_id=_person(request).pk,
            wrong=form.cleaned_data["wrong"],
            at=timezone.now(),
        )
        messages.success(request, "Your request is recorded. You will find the answer here.")
        return redirect("home:my-record")
    return _page(request, NameForm(initial={"name": _person(request).name}), form)


def _person(request: Request) -> Person:
    """Whoever is signed in; 404 for a login that is no person's."""
    if request.person is None:
        raise Http404("nobody is known by this login")
    return cast("Person", request.person)


def _page(request: Request, name_form: NameForm, correction_form: CorrectionForm) -> HttpResponse:
    person = _person(request)
    wrong = next((form for form in (name_form, correction_form) if form.errors), None)
    context = {
        "record": my_record(subject_of(person), person.name, request.reach, timezone.localdate()),
        "name_form": name_form,
        "correction_form": correction_form,
        "form": wrong or correction_form,
        "no_answers": NO_ANSWERS,
    }
    return render(request, "home/record/mine.html", context, status=422 if wrong else 200)
