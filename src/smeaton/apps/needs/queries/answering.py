"""What one respondent is asked and has answered so far: the parts of the form, in their order.

The described colleagues come first. Read before one's own practice is judged, they set the same scale for
everybody; and asked last they would be missing from those who stop early, whose leniency is then not known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from smeaton.apps.needs.models import (
    AnswerKind,
    Invitation,
    RespondentRole,
    Response,
    Wave,
    WaveForm,
)
from smeaton.apps.needs.queries.instruments import read_source
from smeaton.apps.needs.queries.item_bank import calibrations
from smeaton.apps.needs.queries.links import responses_of
from smeaton.engine.needs.design import (
    NotCalibrated,
    asked_by_strand,
    calibrated_items,
    sampled_items,
)
from smeaton.engine.needs.instrument import Instrument

DESCRIBED = "described-colleagues"
"""The id of the part with the vignettes, which belong to no strand."""


@dataclass(frozen=True)
class Question:
    """One statement or described colleague; `answer` is “1” to “4”, another answer's name, or empty."""

    id: str
    text: str
    levels: tuple[str, ...]
    answer: str
    title: str = ""


@dataclass(frozen=True)
class Part:
    """One page of the form. `readiness` is None where it is not asked, and empty where it is not answered."""

    id: str
    title: str
    about: str
    questions: tuple[Question, ...]
    note: str = ""
    readiness: str | None = None

    @property
    def described(self) -> bool:
        """Whether it is about described colleagues, who have no evidence and are always applicable."""
        return self.id == DESCRIBED

    @property
    def asked(self) -> int:
        """How many answers it has room for, notes apart."""
        return len(self.questions) + (self.readiness is not None)

    @property
    def answered(self) -> int:
        """How many of them have been given."""
        return sum(1 for question in self.questions if question.answer) + bool(self.readiness)

    @property
    def state(self) -> str:
        """“Completed”, “Not started”, or “In progress” with its count."""
        if self.answered == self.asked:
            return "Completed"
        return f"In progress: {self.answered} of {self.asked}" if self.answered else "Not started"


@dataclass(frozen=True)
class AnswerSheet:
    """The whole form of one respondent, as far as it has been answered."""

    role: str
    name: str
    school: str
    programme: str
    place: str
    subject: str
    wave: str
    asker: str
    minutes: int
    closes: date | None
    introduction: str
    levels: tuple[str, ...]
    readiness_question: str
    parts: tuple[Part, ...]
    begun: bool
    finished: bool

    @property
    def asked(self) -> int:
        """How many answers it has room for."""
        return sum(part.asked for part in self.parts)

    @property
    def answered(self) -> int:
        """How many have been given."""
        return sum(part.answered for part in self.parts)

    @property
    def next_part(self) -> Part | None:
        """The first part that is not completed."""
        return next((part for part in self.parts if part.state != "Completed"), None)

    def part(self, id: str) -> Part | None:
        """The part with that id, if it is asked."""
        return next((part for part in self.parts if part.id == id), None)

    def after(self, id: str) -> Part | None:
        """The next part that is not completed; None where nothing is left but to check."""
        ids = [part.id for part in self.parts]
        later = self.parts[ids.index(id) + 1 :] if id in ids else self.parts
        return next((part for part in later if part.state != "Completed"), None)

    def before(self, id: str) -> Part | None:
        """The part just before, for the way back."""
        place = [part.id for part in self.parts].index(id)
        return self.parts[place - 1] if place else None


def answer_sheet(invitation: Invitation) -> AnswerSheet:
    """The form of whoever was invited, as `queries.links` found them.

    The link is the permission: no reach is asked for.
    """
    wave, role = invitation.wave, invitation.role
    instrument = read_source(wave.instrument.source)
    response = responses_of(invitation).first()
    return AnswerSheet(
        role=role,
        name=invitation.name,
        school=invitation.department.school.name,
        programme=wave.programme.name,
        place=wave.programme.place.name,
        subject=wave.programme.subject,
        wave=wave.name,
        asker=wave.programme.coordinator or wave.programme.delivery_partner,
        minutes=minutes_of(instrument, role),
        closes=wave.closes,
        introduction=instrument.introductions.get(role, ""),
        levels=instrument.levels,
        readiness_question=instrument.readiness,
        parts=_parts(instrument, role, asked_items(invitation, response), response),
        begun=invitation.begun_at is not None,
        finished=invitation.finished_at is not None,
    )


def minutes_of(instrument: Instrument, role: str) -> int:
    """How many minutes a role is promised that it takes at most."""
    return ceil(instrument.minutes.get(role) or instrument.minutes_needed(role))


def asked_items(invitation: Invitation, response: Response | None) -> tuple[str, ...]:
    """The ids of the items that somebody is asked; fixed in the response once there is one.

    Before that a sampled form goes by how many teachers of the department were invited earlier, so that
    colleagues who are added later change nothing.
    """
    wave, role = invitation.wave, invitation.role
    instrument = read_source(wave.instrument.source)
    if response is not None and response.asked:
        return tuple(response.asked)
    everything = tuple(item.id for item in instrument.for_role(role))
    if role != RespondentRole.TEACHER or wave.form == WaveForm.FULL or not wave.items_each:
        return everything
    if wave.form == WaveForm.CALIBRATED:
        return _calibrated(wave, instrument, role) or everything
    earlier = Invitation.objects.filter(
        wave=wave, department=invitation.department_id, role=role, pk__lt=invitation.pk
    ).count()
    forms = sampled_items(
        asked_by_strand(instrument, role),
        respondents=earlier + 1,
        items_each=wave.items_each,
        seed=wave.seed,
        department=str(invitation.department_id),
    )
    return forms[earlier]


def _calibrated(wave: Wave, instrument: Instrument, role: str) -> tuple[str, ...]:
    """The fixed form; nothing where the bank does not know enough, and then everything is asked."""
    try:
        return calibrated_items(instrument.for_role(role), calibrations(instrument), wave.items_each or 0)
    except NotCalibrated:
        return ()


def _parts(
    instrument: Instrument, role: str, asked: Sequence[str], response: Response | None
) -> tuple[Part, ...]:
    given = _given(response)
    notes = dict(response.notes.values_list("strand", "text")) if response else {}
    lead = role == RespondentRole.LEAD and bool(instrument.readiness)
    ready = dict(response.readiness.values_list("strand", "answer")) if response and lead else {}
    wanted, parts = set(asked), []
    if instrument.vignettes:
        colleagues = tuple(
            Question(each.id, each.text, instrument.levels, given.get(each.id, ""), each.title)
            for each in instrument.vignettes
        )
        parts.append(
            Part(
                DESCRIBED,
                "Three short descriptions" if len(colleagues) == 3 else "Short descriptions",
                "Everybody places the same made-up departments: so we learn how strictly each of us judges.",
                colleagues,
            )
        )
    for strand in instrument.strands:
        questions = tuple(
            Question(item.id, item.text, item.levels, given.get(item.id, ""))
            for item in strand.items
            if item.id in wanted
        )
        if questions:
            note, start = notes.get(strand.id, ""), ready.get(strand.id, "") if lead else None
            parts.append(Part(strand.id, strand.title, strand.about, questions, note, start))
    return tuple(parts)


def _given(response: Response | None) -> Mapping[str, str]:
    if response is None:
        return {}
    rows = response.answers.values_list("item", "level", "kind")
    return {item: str(level) if kind == AnswerKind.ANSWERED else kind for item, level, kind in rows}
