"""Made-up audits: rows of answers for the engine; answered waves for the app, where Django is loaded."""

import csv
import hashlib
import io
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from smeaton.engine.needs.answers import VIGNETTE, Answer
from smeaton.engine.needs.instrument import Instrument, read_instrument

if TYPE_CHECKING:
    from smeaton.apps.needs.models import ProfileRun, Wave
    from smeaton.apps.places.models import Department, Programme

COLUMNS = ("department", "respondent", "role", "item", "answer", "strand")
Row = tuple[str, str, str, str, str, str]


@dataclass(frozen=True)
class Case:
    """An audit to make up: sizes, standard deviations, and the share of answers that are missing."""

    name: str
    seed: int
    departments: int
    teachers: tuple[int, int]
    items: int = 40
    strands: int = 12
    missing: float = 0.1
    roles: bool = False
    spread: tuple[float, float, float, float, float] = (0.24, 0.2, 0.46, 0.26, 0.73)
    """Of department, department × strand, respondent, respondent × strand, residual."""
    vignettes: int = 0
    culture: float = 0.3
    """Standard deviation of what a department's people have in common in their generosity, with vignettes."""


CASES = {
    case.name: case
    for case in (
        Case("plain", seed=1, departments=19, teachers=(6, 20)),
        Case("roles", seed=2, departments=12, teachers=(4, 15), roles=True),
        Case("sparse", seed=3, departments=6, teachers=(1, 5), missing=0.5, items=24, strands=8),
        Case(
            "alike",
            seed=4,
            departments=8,
            teachers=(5, 9),
            items=24,
            strands=8,
            spread=(0, 0.05, 0.4, 0.3, 0.7),
        ),
        Case("vignettes", seed=5, departments=10, teachers=(5, 9), items=24, strands=8, vignettes=3),
    )
}
"""The audits of which lme4's fits are kept in tests/reference/needs."""


def shipped() -> Instrument:
    """The secondary science audit."""
    folder = resources.files("smeaton.engine.needs.instruments")
    return read_instrument(folder.joinpath("secondary-science.yaml").read_text(encoding="utf-8"))


def rows_of(case: Case) -> list[Row]:
    """The rows of an audit, the same on every machine; `roles` asks leads and technicians as well."""
    rng = random.Random(case.seed)  # noqa: S311 - not for secrets
    asked = _asked(case)
    beta = {item: rng.gauss(2.3, 0.35) for item, _, _ in asked}
    strands = list(dict.fromkeys(strand for _, strand, _ in asked))
    department_sd, cell_sd, person_sd, view_sd, residual_sd = case.spread
    rows: list[Row] = []
    for d in range(case.departments):
        whole = rng.gauss(0, department_sd)
        theta = {strand: whole + rng.gauss(0, cell_sd) for strand in strands}
        staff = ["teacher"] * rng.randint(*case.teachers)
        common = rng.gauss(0, case.culture) if case.vignettes else 0.0
        staff += ["lead"] + ["technician"] * rng.randint(0, 2) if case.roles else []
        for number, role in enumerate(staff, start=1):
            person = common + rng.gauss(0, person_sd)
            view = {strand: rng.gauss(0, view_sd) for strand in strands}
            for item, strand, audience in asked:
                exact = beta[item] + theta[strand] + person + view[strand] + rng.gauss(0, residual_sd)
                if role in audience and rng.random() >= case.missing:
                    level = str(min(max(round(exact), 1), 4))
                    rows.append((f"d{d:02d}", f"d{d:02d}-{number:02d}", role, item, level, strand))
            for v in range(case.vignettes):
                exact = 1.8 + 0.4 * v + person + rng.gauss(0, residual_sd)
                if rng.random() >= case.missing:
                    level = str(min(max(round(exact), 1), 4))
                    rows.append((f"d{d:02d}", f"d{d:02d}-{number:02d}", VIGNETTE, f"v{v}", level, ""))
    return rows


def _asked(case: Case) -> list[tuple[str, str, tuple[str, ...]]]:
    if case.roles:
        return [(item.id, item.strand, item.audience) for item in shipped().items.values()]
    return [(f"i{i:02d}", f"s{i % case.strands:02d}", ("teacher",)) for i in range(case.items)]


def csv_text(rows: Sequence[Sequence[str]], columns: Sequence[str] = COLUMNS) -> str:
    """Rows as the text of a CSV file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def fingerprint(rows: Sequence[Row]) -> str:
    """A short hash, so that a reference says which answers it was made from."""
    return hashlib.sha256(csv_text(rows).encode()).hexdigest()[:16]


def answers_of(rows: Sequence[Row]) -> list[Answer]:
    """Rows as answers of the engine."""
    return [Answer(d, r, role, item, strand, int(level)) for d, r, role, item, level, strand in rows]


def levels_for(role: str, rng: random.Random) -> Iterator[tuple[str, int]]:
    """An answer to every item that a role is asked."""
    for item in shipped().for_role(role):
        weak = item.strand in {"recall", "language"}
        yield item.id, min(max(round(rng.gauss(1.6 if weak else 2.7, 0.7)), 1), 4)


def make_wave(programme: "Programme", departments: "Sequence[Department]", *, teachers: int = 8) -> "Wave":
    """A wave in which lead, teachers and a technician of each department have answered every item."""
    from datetime import date

    from smeaton.apps.needs.services import ResponseGiven, open_wave, record_responses
    from smeaton.terms import Reach

    reach, rng = Reach.of_system("tests"), random.Random(7)  # noqa: S311
    wave = open_wave(reach=reach, programme_id=programme.pk, name="First", opens=date(2026, 10, 1))
    responses = []
    for department in departments:
        for number, role in enumerate(["lead", "technician", *["teacher"] * teachers]):
            code = f"{department.pk}-{number}"
            responses.append(ResponseGiven(department.pk, role, code, dict(levels_for(role, rng))))
    record_responses(reach=reach, wave_id=wave.pk, responses=responses)
    return wave


def analysed(
    programme: "Programme", departments: "Sequence[Department]", *, teachers: int = 8
) -> "ProfileRun":
    """The analysis of such a wave."""
    from datetime import UTC, datetime

    from smeaton.apps.needs.services import analyse
    from smeaton.terms import Reach

    wave = make_wave(programme, departments, teachers=teachers)
    return analyse(reach=Reach.of_system("tests"), wave_id=wave.pk, at=datetime(2026, 11, 1, tzinfo=UTC))


def more_departments(programme: "Programme", count: int) -> "list[Department]":
    """So many further departments of the programme, all taking part; schools of no trust that share all."""
    from datetime import date

    from smeaton.apps.places.models import Department
    from smeaton.apps.register.models import School
    from tests.factories.personas import agree

    made = []
    for k in range(count):
        school = School.objects.create(
            urn=900_100 + k, name=f"School {k:02d}", phase="secondary", status="open", pupils=800
        )
        made.append(
            Department.objects.create(
                programme=programme,
                school=school,
                standing="taking part",
                standing_since=date(2026, 9, 1),
                teachers=10,
                technicians=1,
            )
        )
        agree(programme, school=school.pk)
    return made
