"""Writes about budget lines: where the money comes from, and what each line may be spent on."""

from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction

from smeaton.apps.history.services import record
from smeaton.apps.places.models import Programme
from smeaton.apps.support.models import BudgetLine, Spend
from smeaton.terms import Permission, Reach

MOST_LINES = 30
MOST_POUNDS = Decimal(10_000_000)


class LineRefused(ValueError):
    """Nothing was changed. The message is a sentence for the hub lead."""


@transaction.atomic
def save_line(
    *,
    reach: Reach,
    programme_id: int,
    code: str,
    name: str,
    amount: Decimal,
    allowed: Iterable[str],
    line_id: int | None = None,
) -> BudgetLine:
    """Add a budget line, or change the one with that id; what it may be spent on are words of `Spend`.

    `LineRefused` for a code that another line has, an amount out of range, or nothing to spend it on.
    """
    programme = _managed(reach, programme_id)
    lines = BudgetLine.objects.filter(programme=programme)
    line = lines.select_for_update(no_key=True).get(pk=line_id) if line_id is not None else BudgetLine()
    kinds = [kind for kind in Spend.values if kind in set(allowed)]
    if not kinds:
        raise LineRefused("Choose at least one thing that the line may be spent on.")
    if not 0 <= amount <= MOST_POUNDS:
        raise LineRefused("Give an amount from £0 to £10,000,000.")
    others = lines if line_id is None else lines.exclude(pk=line_id)
    if others.filter(code__iexact=code.strip()).exists():
        raise LineRefused(f"Another line has the code {code.strip()}. Give each line a code of its own.")
    if line_id is None and lines.count() >= MOST_LINES:
        raise LineRefused(f"There are {MOST_LINES} lines already. Join some of them.")
    before = _told(line) if line_id is not None else {}
    line.programme, line.code, line.name = programme, code.strip(), name.strip()
    line.amount, line.allowed = amount, kinds
    line.save()
    record(
        reach=reach,
        action="changed" if before else "added",
        subject="budget line",
        subject_id=line.pk,
        place=programme.place_id,
        changes={"before": before, "after": _told(line)} if before else _told(line),
    )
    return line


@transaction.atomic
def remove_line(*, reach: Reach, programme_id: int, line_id: int) -> None:
    """Take a budget line away; history keeps what it was."""
    programme = _managed(reach, programme_id)
    line = BudgetLine.objects.select_for_update(no_key=True).get(pk=line_id, programme=programme)
    record(
        reach=reach,
        action="removed",
        subject="budget line",
        subject_id=line.pk,
        place=programme.place_id,
        changes=_told(line),
    )
    line.delete()


def _told(line: BudgetLine) -> dict[str, object]:
    return {
        "code": line.code,
        "name": line.name,
        "amount": str(line.amount),
        "allowed": list(line.allowed),
    }


def _managed(reach: Reach, programme_id: int) -> Programme:
    programme = Programme.objects.get(pk=programme_id)
    reach.require(Permission.MANAGE_PLACE, programme.where)
    return programme
