"""The pages of the audit's form: the list of its parts, one part at a time, and the check at the end."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from smeaton.apps.needs.forms.answering import PartForm
from smeaton.apps.needs.models import Invitation, Readiness
from smeaton.apps.needs.queries.answering import AnswerSheet, Part, answer_sheet
from smeaton.apps.needs.services.answering import LONGEST_NOTE, finish, save_answers
from smeaton.apps.needs.services.responses import AnswersRefused
from smeaton.apps.needs.views.answering import AUTOSAVE, private, respondent


@private
@require_safe
def parts(request: HttpRequest) -> HttpResponse:
    """The list of parts, with how far each has come."""
    return render(request, "needs/answer/list.html", {"sheet": answer_sheet(respondent(request))})


@private
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, part: str) -> HttpResponse:
    """One part; what is sent is saved, one field alone or the whole page, and the next part follows."""
    invitation = respondent(request)
    sheet = answer_sheet(invitation)
    found = sheet.part(part)
    if found is None:
        raise Http404("that part is not asked")
    if request.method != "POST":
        return _part_page(request, sheet, found, PartForm(found))
    form = PartForm(found, request.POST)
    if not form.is_valid():
        if AUTOSAVE in request.headers:
            sentence = " ".join(str(error) for errors in form.errors.values() for error in errors)
            return JsonResponse({"sentence": sentence}, status=400)
        return _part_page(request, sheet, found, form)
    return _saved(request, invitation, sheet, found, form)


def _saved(
    request: HttpRequest, invitation: Invitation, sheet: AnswerSheet, part: Part, form: PartForm
) -> HttpResponse:
    now, changes = timezone.now(), form.changes()
    if changes:
        save_answers(invitation_id=invitation.pk, version=invitation.link_version, changes=changes, at=now)
    if AUTOSAVE in request.headers:
        return JsonResponse({"saved": f"{timezone.localtime(now):%H:%M}"})
    if "clear" in request.POST:
        return redirect(reverse("needs:answer-part", args=[part.id]) + f"#q-{request.POST['clear']}")
    if "later" in request.POST:
        return redirect("needs:answer-list")
    following = sheet.after(part.id)
    return redirect("needs:answer-part", following.id) if following else redirect("needs:answer-check")


def _part_page(request: HttpRequest, sheet: AnswerSheet, part: Part, form: PartForm) -> HttpResponse:
    questions = [
        (question, f"a-{question.id}", form.data.get(f"a-{question.id}", question.answer))
        for question in part.questions
    ]
    return render(
        request,
        "needs/answer/part.html",
        {
            "sheet": sheet,
            "part": part,
            "form": form,
            "questions": questions,
            "note": form.data.get("note", part.note),
            "ready": form.data.get("ready", part.readiness),
            "readiness": Readiness.choices,
            "longest": LONGEST_NOTE,
            "number": sheet.parts.index(part) + 1,
            "before": sheet.before(part.id),
        },
    )


@private
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """What has been answered, part by part; the button finishes."""
    invitation = respondent(request)
    refused = ""
    if request.method == "POST":
        try:
            finish(invitation_id=invitation.pk, version=invitation.link_version, at=timezone.now())
        except AnswersRefused as error:
            refused = str(error)
        else:
            return redirect("needs:answer-finished")
    return render(request, "needs/answer/check.html", {"sheet": answer_sheet(invitation), "refused": refused})


@private
@require_safe
def finished(request: HttpRequest) -> HttpResponse:
    """Thanks, and what happens next."""
    return render(request, "needs/answer/finished.html", {"sheet": answer_sheet(respondent(request))})
