"""The audit on paper: what a sheet asks, and which sheets have been typed in."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from smeaton.apps.needs.models import RespondentRole, Response, ResponseOrigin, Wave
from smeaton.apps.needs.queries.instruments import read_source
from smeaton.apps.places.models import Department
from smeaton.engine.needs.instrument import Item, Strand, Vignette
from smeaton.terms import Permission, Reach

LATEST = 10
"""Sheets that are listed so that the last ones can be looked over."""


@dataclass(frozen=True)
class PaperStrand:
    """A strand with the items that one role is asked; `first` is the number of the first on the sheet."""

    strand: Strand
    items: tuple[Item, ...]
    first: int

    def numbered(self) -> list[tuple[int, Item]]:
        """The items with their numbers on the sheet, by which they are found when they are typed in."""
        return list(enumerate(self.items, start=self.first))


@dataclass(frozen=True)
class PaperForm:
    """Everything that stands on the sheets of one role in one department."""

    wave_id: int
    wave_name: str
    closes: date | None
    department_id: int
    urn: int
    school_name: str
    subject: str
    role: str
    introduction: str
    minutes: float | None
    levels: tuple[str, ...]
    strands: tuple[PaperStrand, ...]
    vignettes: tuple[Vignette, ...]
    readiness: str
    """What a lead is asked of every strand; empty for others."""
    synthetic: bool

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item, in the order of the sheets."""
        return tuple(item for strand in self.strands for item in strand.items)


@dataclass(frozen=True)
class Sheet:
    """A sheet that was typed in: its number and how many answers it held."""

    number: str
    answers: int


def paper_form(
    place: str, wave_id: int, urn: int, role: str, reach: Reach, permission: Permission
) -> PaperForm:
    """What the sheets of a role ask in the department of the school `urn`: two queries.

    `Wave.DoesNotExist`, `Department.DoesNotExist` where there is none in that place; `Refused` without
    `permission` over the department.
    """
    wave = Wave.objects.select_related("instrument", "programme__place").get(
        pk=wave_id, programme__place__slug=place
    )
    department = (
        Department.objects.filter(programme=wave.programme_id)
        .at_school(urn)
        .select_related("school", "programme")
        .get()
    )
    reach.require(permission, department.where)
    instrument = read_source(wave.instrument.source)
    asked = {item.id: number for number, item in enumerate(instrument.for_role(role), start=1)}
    own = [
        (strand, tuple(item for item in strand.items if item.id in asked)) for strand in instrument.strands
    ]
    strands = [PaperStrand(strand, items, asked[items[0].id]) for strand, items in own if items]
    return PaperForm(
        wave_id=wave.pk,
        wave_name=wave.name,
        closes=wave.closes,
        department_id=department.pk,
        urn=urn,
        school_name=department.school.name,
        subject=wave.programme.subject,
        role=role,
        introduction=instrument.introductions.get(role, ""),
        minutes=instrument.minutes.get(role),
        levels=instrument.levels,
        strands=tuple(strands),
        vignettes=instrument.vignettes,
        readiness=instrument.readiness if role == RespondentRole.LEAD else "",
        synthetic=wave.programme.synthetic,
    )


def sheet_code(department_id: int, role: str, number: str) -> str:
    """The code that a sheet's answers stand under."""
    return f"paper-{department_id}-{role}-{number}"


def latest_sheets(form: PaperForm) -> list[Sheet]:
    """The sheets of the form typed in last, the newest first: one query."""
    start = sheet_code(form.department_id, form.role, "")
    rows = Response.objects.filter(
        wave=form.wave_id, origin=ResponseOrigin.PAPER, respondent__startswith=start
    )
    counted = rows.order_by("-id").annotate(held=Count("answers"))[:LATEST]
    return [Sheet(row.respondent.removeprefix(start), row.held) for row in counted]


def next_number(sheets: list[Sheet]) -> str:
    """The number after the highest of the latest sheets; 1 where there is none."""
    numbers = [int(sheet.number) for sheet in sheets if sheet.number.isdecimal()]
    return str(max(numbers, default=0) + 1)
