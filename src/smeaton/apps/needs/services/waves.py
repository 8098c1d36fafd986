"""Writes about waves of the audit: planning, changing, closing and opening again."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from smeaton.apps.needs.models import PriorityChoice, Wave, WaveForm
from smeaton.apps.needs.queries.waves import (
    WaveState,
    instrument_source,
    state_of,
    why_not_calibrated,
)
from smeaton.apps.needs.services.analysing import analyse
from smeaton.apps.needs.services.instruments import add_instrument
from smeaton.apps.needs.services.recording import record_on
from smeaton.apps.places.models import Programme
from smeaton.engine.needs.table import NothingToAnalyse
from smeaton.terms import Permission, Reach, Where

ANALYSIS_TAKES = timedelta(minutes=2)
"""Far longer than any analysis of a place: after that its task counts as lost (docs/adr/0006)."""


class WaveRefused(ValueError):
    """A wave cannot be so. `field` is the field of the plan that is wrong; the message says what to do."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class WavePlan:
    """What a wave is to be. `instrument` is “key@version”; `items_each` counts only in a short form."""

    name: str
    instrument: str
    opens: date
    closes: date
    form: str = WaveForm.FULL
    items_each: int | None = None
    remind_every: int = 7
    reminders: int = 2


@transaction.atomic
def open_wave(
    *,
    reach: Reach,
    programme_id: int,
    name: str,
    opens: date,
    at: datetime | None = None,
    closes: date | None = None,
    instrument_id: int | None = None,
) -> Wave:
    """Open a wave of the audit in a programme, with the shipped instrument unless another is given.

    `Refused` without `ANALYSE_NEEDS` over the place.
    """
    programme = Programme.objects.get(pk=programme_id)
    reach.require(Permission.ANALYSE_NEEDS, programme.where)
    if instrument_id is None:
        instrument_id = add_instrument(reach=Reach.of_system("open wave"), at=at or timezone.now()).pk
    wave = Wave.objects.create(
        programme=programme, instrument_id=instrument_id, name=name, opens=opens, closes=closes
    )
    changes = {"name": name, "opens": opens.isoformat(), "closes": closes.isoformat() if closes else None}
    record_on(wave, reach=reach, action="opened", changes=changes, at=at)
    return wave


@transaction.atomic
def plan_wave(*, reach: Reach, programme_id: int, at: datetime, plan: WavePlan) -> Wave:
    """Plan a wave; nobody is asked and nothing is sent by it.

    `WaveRefused` names the field that is wrong. `Refused` without `RUN_AUDIT` over the place.
    """
    programme = Programme.objects.select_for_update(no_key=True).get(pk=programme_id)
    reach.require(Permission.RUN_AUDIT, programme.where)
    wave = Wave(programme=programme)
    _check(wave, plan, timezone.localdate(at))
    _apply(wave, plan, at)
    wave.save()
    record_on(wave, reach=reach, action="planned", changes=_in_json(plan), at=at)
    return wave


@transaction.atomic
def change_wave(*, reach: Reach, wave_id: int, at: datetime, plan: WavePlan) -> Wave:
    """Change a wave that has not opened; of one that is open, only its closing day and its reminders.

    What else `plan` says of an open wave must be as it is. `WaveRefused` names the field that is wrong.
    `Refused` without `RUN_AUDIT` over the place.
    """
    wave = _held(reach, wave_id)
    today = timezone.localdate(at)
    state = state_of(wave, today)
    if state is WaveState.CLOSED:
        raise WaveRefused("closes", f"“{wave.name}” has closed. Open it again to change when it closes.")
    before = _of(wave)
    if state is WaveState.OPEN:
        for field in ("name", "instrument", "opens", "form", "items_each"):
            if before[field] != _in_json(plan)[field]:
                raise WaveRefused(field, "This audit has opened: only its closing day and reminders change.")
    _check(wave, plan, today, opened=state is WaveState.OPEN)
    _apply(wave, plan, at)
    wave.save()
    after = _in_json(plan)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changes:
        record_on(wave, reach=reach, action="changed", changes=changes, at=at)
    return wave


@transaction.atomic
def close_wave(*, reach: Reach, wave_id: int, at: datetime) -> Wave:
    """End an open wave now, and mark its profile as being worked out: the caller enqueues the task for it.

    One that has closed stays as it is. `WaveRefused` before it has opened; `Refused` without `RUN_AUDIT`.
    """
    wave = _held(reach, wave_id)
    state = state_of(wave, timezone.localdate(at))
    if state is WaveState.PLANNED:
        raise WaveRefused("opens", f"“{wave.name}” has not opened yet, so it cannot be closed.")
    if wave.closed_at is None:
        _close(reach, wave, at)
    return wave


@transaction.atomic
def reopen_wave(*, reach: Reach, wave_id: int, at: datetime, closes: date) -> Wave:
    """Open a closed wave again until `closes`. The profile worked out from it stays until the next one.

    `WaveRefused` where a department has agreed priorities on its profile, where a later wave has begun, or
    where the day is not after today. `Refused` without `RUN_AUDIT` over the place.
    """
    wave = _held(reach, wave_id)
    today = timezone.localdate(at)
    if state_of(wave, today) is not WaveState.CLOSED:
        raise WaveRefused("closes", f"“{wave.name}” has not closed.")
    agreed = PriorityChoice.objects.filter(run__wave=wave, agreed_at__isnull=False)
    if agreed.exists():
        raise WaveRefused(
            "closes",
            "Priorities have been agreed on this audit’s profile, so it stays closed. Plan another audit.",
        )
    if closes <= today:
        raise WaveRefused("closes", "Choose a closing day after today.")
    _refuse_overlap(wave, wave.opens, closes, today, "closes")
    wave.closed_at, wave.closes = None, closes
    wave.save(update_fields=["closed_at", "closes"])
    record_on(wave, reach=reach, action="opened again", changes={"closes": closes.isoformat()}, at=at)
    return wave


@transaction.atomic
def ask_analysis(*, reach: Reach, wave_id: int, at: datetime) -> Wave:
    """Mark a wave's profile as being worked out: the caller enqueues the task for it.

    `Refused` without `ANALYSE_NEEDS` over the place.
    """
    wave = (
        Wave.objects.select_for_update(no_key=True, of=("self",)).select_related("programme").get(pk=wave_id)
    )
    reach.require(Permission.ANALYSE_NEEDS, wave.programme.where)
    wave.analysis_asked_at, wave.analysis_message = at, ""
    wave.save(update_fields=["analysis_asked_at", "analysis_message"])
    record_on(wave, reach=reach, action="asked for an analysis", changes={}, at=at)
    return wave


def work_out(*, reach: Reach, wave_id: int, at: datetime) -> bool:
    """Analyse a wave whose analysis was asked for; False where none was, or where nothing can be analysed.

    Then `analysis_message` says why. Idempotent: a second task for the same wish does nothing.
    """
    if not Wave.objects.filter(pk=wave_id, analysis_asked_at__isnull=False).exists():
        return False
    message = ""
    try:
        analyse(reach=reach, wave_id=wave_id, at=at)
    except NothingToAnalyse as nothing:
        message = str(nothing)
    Wave.objects.filter(pk=wave_id).update(analysis_asked_at=None, analysis_message=message[:300])
    return not message


def abandoned_analyses(*, at: datetime) -> list[int]:
    """Waves whose analysis was asked for so long ago that its task must have been lost."""
    lost = Wave.objects.filter(analysis_asked_at__lt=at - ANALYSIS_TAKES)
    return list(lost.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def close_due(*, reach: Reach, at: datetime) -> list[int]:
    """Close every wave whose closing day is over; returns their ids, whose profiles are to be worked out.

    The caller enqueues the work (`tasks.look_after_waves`). `Refused` unless the reach manages everything.
    """
    reach.require(Permission.MANAGE_PLACE, Where())
    due = Wave.objects.select_for_update(no_key=True, of=("self",), skip_locked=True).select_related(
        "programme"
    )
    waves = list(due.filter(closed_at__isnull=True, closes__lt=timezone.localdate(at)).order_by("pk"))
    for wave in waves:
        _close(reach, wave, at)
    return [wave.pk for wave in waves]


def _held(reach: Reach, wave_id: int) -> Wave:
    """The wave, locked until the transaction ends, for whoever runs the audits of its place."""
    rows = Wave.objects.select_for_update(no_key=True, of=("self",)).select_related("programme", "instrument")
    wave = rows.get(pk=wave_id)
    reach.require(Permission.RUN_AUDIT, wave.programme.where)
    return wave


def _close(reach: Reach, wave: Wave, at: datetime) -> None:
    wave.closed_at = wave.analysis_asked_at = at
    wave.analysis_message = ""
    wave.save(update_fields=["closed_at", "analysis_asked_at", "analysis_message"])
    record_on(
        wave,
        reach=reach,
        action="closed",
        changes={"closes": wave.closes.isoformat() if wave.closes else None},
        at=at,
    )


def _check(wave: Wave, plan: WavePlan, today: date, *, opened: bool = False) -> None:
    if not plan.name.strip():
        raise WaveRefused("name", "Enter a name, like Autumn 2026.")
    namesakes = Wave.objects.filter(programme=wave.programme, name__iexact=plan.name.strip())
    if namesakes.exclude(pk=wave.pk).exists():
        raise WaveRefused(
            "name", f"There is an audit called “{plan.name.strip()}” already. Choose another name."
        )
    if not opened and plan.opens < today:
        raise WaveRefused("opens", "The opening day has passed. Choose today or a later day.")
    if plan.closes <= plan.opens:
        raise WaveRefused("closes", "Choose a closing day after the opening day.")
    if plan.closes < today:
        raise WaveRefused(
            "closes", "The closing day has passed. Choose today or later, or close the audit now."
        )
    if (plan.closes - plan.opens).days > 366:
        raise WaveRefused("closes", "An audit is open for a year at most. Choose an earlier closing day.")
    if plan.form not in WaveForm.values:
        raise WaveRefused("form", "Choose one of the forms listed.")
    if not 0 <= plan.reminders <= 5:
        raise WaveRefused("reminders", "Send up to 5 reminders.")
    if plan.reminders and not 2 <= plan.remind_every <= 30:
        raise WaveRefused("remind_every", "Leave from 2 to 30 days between reminders.")
    if opened:
        return
    _check_instrument(wave, plan)
    _refuse_overlap(wave, plan.opens, plan.closes, today, "opens")


def _check_instrument(wave: Wave, plan: WavePlan) -> None:
    source = instrument_source(plan.instrument, wave.programme.place_id)
    if source is None:
        raise WaveRefused("instrument", "Choose one of the published questionnaires listed.")
    if wave.pk and wave.responses.exists() and plan.instrument != _of(wave)["instrument"]:
        raise WaveRefused("instrument", "Answers have come in already: the questionnaire stays as it is.")
    if plan.form == WaveForm.FULL:
        return
    why_not = why_not_calibrated(source)
    if plan.form == WaveForm.CALIBRATED and why_not:
        raise WaveRefused("form", why_not)
    if plan.items_each is None or plan.items_each < 1:
        raise WaveRefused("items_each", "Enter how many statements each teacher is asked.")


def _refuse_overlap(wave: Wave, opens: date, closes: date, today: date, field: str) -> None:
    """A programme asks in one wave at a time: two letters about two audits would confuse everybody."""
    others = Wave.objects.filter(programme=wave.programme, closed_at__isnull=True).exclude(pk=wave.pk)
    for other in others.order_by("opens", "pk"):
        if other.closes is not None and other.closes < today:
            continue
        if opens <= (other.closes or date.max) and closes >= other.opens:
            until = f"until {other.closes:%-d %B %Y}" if other.closes else "without a closing day"
            raise WaveRefused(
                field,
                f"“{other.name}” is open from {other.opens:%-d %B %Y} {until}, and a programme has one audit "
                "at a time. Choose days before or after it, or close it first.",
            )


def _apply(wave: Wave, plan: WavePlan, at: datetime) -> None:
    for name, value in asdict(plan).items():
        if name != "instrument":
            setattr(wave, name, value)
    source = instrument_source(plan.instrument, wave.programme.place_id)
    wave.instrument = add_instrument(reach=Reach.of_system("plan wave"), at=at, source=source)
    wave.name = plan.name.strip()
    if plan.form == WaveForm.FULL:
        wave.items_each = None


def _of(wave: Wave) -> dict[str, object]:
    asked = {"instrument": f"{wave.instrument.key}@{wave.instrument.version}"}
    return {name: asked.get(name) or _plain(getattr(wave, name)) for name in WavePlan.__dataclass_fields__}


def _in_json(plan: WavePlan) -> dict[str, object]:
    return {name: _plain(value) for name, value in asdict(plan).items()}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
