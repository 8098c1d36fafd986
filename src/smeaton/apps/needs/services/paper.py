"""Writes about sheets: typed in from paper, one at a time, and taken out again."""

from collections.abc import Mapping

from django.db import transaction

from smeaton.apps.history.services import record
from smeaton.apps.needs.models import Response, ResponseOrigin, Wave
from smeaton.apps.needs.queries.paper import sheet_code
from smeaton.apps.needs.services.responses import Given, ResponseGiven, record_response
from smeaton.apps.places.models import Department
from smeaton.terms import Permission, Reach


class SheetThere(ValueError):
    """A sheet of that number has been typed in already. The message is a sentence."""


@transaction.atomic
def enter_sheet(
    *,
    reach: Reach,
    wave_id: int,
    department_id: int,
    role: str,
    number: str,
    answers: Mapping[str, Given],
    readiness: Mapping[str, str] | None = None,
    replace: bool = False,
) -> None:
    """Take in one sheet under its number; blank answers are simply not in `answers`.

    `Refused` without `RUN_AUDIT` over the place; `SheetThere` where the number is taken, unless `replace`;
    `AnswersRefused` where an answer is none.
    """
    wave = Wave.objects.select_related("programme").get(pk=wave_id)
    reach.require(Permission.RUN_AUDIT, wave.programme.where)
    code = sheet_code(department_id, role, number)
    if not replace and Response.objects.filter(wave=wave, respondent=code).exists():
        raise SheetThere(
            f"Sheet {number} has been typed in already. Give this one another number, or tick that it "
            "replaces the earlier one."
        )
    response = ResponseGiven(
        department_id, role, code, answers, origin=ResponseOrigin.PAPER, readiness=readiness or {}
    )
    record_response(reach=reach, wave_id=wave_id, response=response)


@transaction.atomic
def remove_sheet(*, reach: Reach, wave_id: int, department_id: int, role: str, number: str) -> bool:
    """Take a sheet out again; whether there was one. `Refused` without `RUN_AUDIT` over the department."""
    wave = Wave.objects.select_related("programme").get(pk=wave_id)
    department = Department.objects.select_related("programme", "school").get(pk=department_id)
    reach.require(Permission.RUN_AUDIT, department.where)
    code = sheet_code(department_id, role, number)
    removed, _ = Response.objects.filter(wave=wave, respondent=code, origin=ResponseOrigin.PAPER).delete()
    if removed:
        record(
            reach=reach,
            action="removed a sheet",
            subject="wave",
            subject_id=wave.pk,
            place=wave.programme.place_id,
            changes={"department": department_id, "role": role, "sheet": number},
        )
    return bool(removed)
