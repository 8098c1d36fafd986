"""Waves of a programme: how each stands, and what a new one may ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Count, Q, QuerySet

from smeaton.apps.needs.models import (
    Instrument,
    Invitation,
    ProfileRun,
    Response,
    ResponseOrigin,
    Wave,
    WaveForm,
)
from smeaton.apps.needs.queries.instruments import read_source, shipped_instruments
from smeaton.apps.needs.queries.item_bank import calibrations
from smeaton.apps.places.models import Department, Programme
from smeaton.engine.needs.design import Calibrated, NotCalibrated, asked_by_strand, calibrated_items
from smeaton.terms import Permission, Reach, Where


class WaveState(StrEnum):
    """Where a wave stands on a day."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


def state_of(wave: Wave, today: date) -> WaveState:
    """Whether the wave has opened and closed by `today`."""
    if wave.closed_at is not None or (wave.closes is not None and wave.closes < today):
        return WaveState.CLOSED
    return WaveState.OPEN if wave.opens <= today else WaveState.PLANNED


@dataclass(frozen=True)
class WaveCard:
    """A wave, as far as a list or a heading names it. Counts are of people."""

    pk: int
    name: str
    programme_id: int
    place_id: int
    place_slug: str
    subject: str
    instrument: str
    instrument_value: str
    """“key@version”, as a plan names it."""
    form: WaveForm
    items_each: int | None
    opens: date
    closes: date | None
    closed_at: datetime | None
    state: WaveState
    released: bool
    """Whether the hub lead has sent the invitations."""
    remind_every: int
    reminders: int
    asked: int
    begun: int
    finished: int
    elsewhere: int
    """Responses that came in on paper, from another survey tool or from a file."""
    analysed_at: datetime | None
    working: bool
    """Whether its profile is being worked out."""
    message: str
    synthetic: bool

    @property
    def where(self) -> Where:
        """Where a permission over the wave is asked for."""
        return Where(place=self.place_id, programme=self.programme_id)

    @property
    def answered(self) -> int:
        """People whose answers are in."""
        return self.finished + self.elsewhere


@dataclass(frozen=True)
class InstrumentChoice:
    """An instrument that a wave may ask, by `value` (“key@version”).

    `why_not` says why teachers cannot be asked its calibrated form yet; empty where they can.
    """

    value: str
    title: str
    own: bool
    teacher_items: int
    teacher_strands: int
    why_not: str


def waves_of(programme_id: int, reach: Reach, today: date) -> list[WaveCard]:
    """The waves of a programme, the latest first: four queries. People are counted in the departments whose
    trusts share how many have answered.

    `Refused` without `VIEW_RESPONSE_RATES` over the place.
    """
    programme = Programme.objects.get(pk=programme_id)
    reach.require(Permission.VIEW_RESPONSE_RATES, programme.where)
    rows = Wave.objects.filter(programme=programme_id)
    return _cards(rows.order_by("-opens", "-id"), today, reach)


def wave_card(place: str, wave_id: int, reach: Reach, today: date, permission: Permission) -> WaveCard:
    """One wave of a place: four queries. `Wave.DoesNotExist` where there is none; `Refused` without
    `permission` over the place.
    """
    rows = Wave.objects.filter(pk=wave_id, programme__place__slug=place)
    found = _cards(rows, today, reach)
    if not found:
        raise Wave.DoesNotExist(f"no audit {wave_id} in {place}")
    reach.require(permission, found[0].where)
    return found[0]


def wave_of(programme_id: int, reach: Reach, today: date, wave_id: int | None = None) -> WaveCard | None:
    """The wave given, or the programme's latest one that is not only planned; pages ask for the permission.

    Four queries; None where there is none.
    """
    rows = Wave.objects.filter(programme=programme_id)
    rows = rows.filter(opens__lte=today) if wave_id is None else rows.filter(pk=wave_id)
    found = _cards(rows.order_by("-opens", "-id")[:1], today, reach)
    return found[0] if found else None


def latest_open(programme_id: int, today: date) -> Wave | None:
    """The wave of the programme that is open today, if there is one; pages that show it ask for the reach."""
    rows = Wave.objects.filter(programme=programme_id, closed_at__isnull=True, opens__lte=today)
    return rows.filter(Q(closes__isnull=True) | Q(closes__gte=today)).order_by("-opens", "-id").first()


def instrument_choices(place_id: int) -> list[InstrumentChoice]:
    """Published instruments in their latest versions: those that come with Smeaton, then the place's own."""
    found = {one[-1].instrument.key: (False, one[-1].source) for one in shipped_instruments().values()}
    rows = Instrument.objects.filter(published_at__isnull=False, place=place_id).order_by("key", "version")
    found |= {row.key: (True, row.source) for row in rows}
    return [_choice(own, source) for own, source in found.values()]


def instrument_source(value: str, place_id: int) -> str | None:
    """The text of the instrument “key@version” if a wave of the place may ask it."""
    key, _, version = value.partition("@")
    for one in shipped_instruments().get(key, ()):
        if str(one.instrument.version) == version:
            return one.source
    if not version.isdecimal() or len(version) > 4:
        return None
    rows = Instrument.objects.filter(published_at__isnull=False, key=key, version=int(version))
    row = rows.filter(Q(place__isnull=True) | Q(place=place_id)).first()
    return row.source if row else None


def _choice(own: bool, source: str) -> InstrumentChoice:
    instrument = read_source(source)
    asked = asked_by_strand(instrument, "teacher")
    return InstrumentChoice(
        value=f"{instrument.key}@{instrument.version}",
        title=f"{instrument.title}, version {instrument.version}",
        own=own,
        teacher_items=sum(len(items) for items in asked.values()),
        teacher_strands=len(asked),
        why_not=why_not_calibrated(source),
    )


def why_not_calibrated(source: str) -> str:
    """Why an instrument cannot be asked in the calibrated form; empty where the item bank covers it."""
    instrument = read_source(source)
    bank = bank_of(source)
    try:
        calibrated_items(
            instrument.for_role("teacher"), bank, max(len(asked_by_strand(instrument, "teacher")), 1)
        )
    except NotCalibrated as not_yet:
        return str(not_yet)
    return ""


def bank_of(source: str) -> dict[str, Calibrated]:
    """What the item bank knows about an instrument's items in the instrument's own words: one query."""
    return calibrations(read_source(source))


def _cards(rows: "QuerySet[Wave]", today: date, reach: Reach) -> list[WaveCard]:
    waves = list(rows.select_related("programme__place", "instrument"))
    keys = [wave.pk for wave in waves]
    seen = Department.objects.filter(programme__in={wave.programme_id for wave in waves})
    seen = seen.visible_to(reach, Permission.VIEW_RESPONSE_RATES).order_by()
    asked = (
        Invitation.objects.counted().filter(wave__in=keys, department__in=seen).order_by().values("wave_id")
    )
    counts: dict[int, Mapping[str, int]] = {
        row["wave_id"]: {name: row[name] for name in ("asked", "begun", "finished")}
        for row in asked.annotate(asked=Count("pk"), begun=Count("begun_at"), finished=Count("finished_at"))
    }
    others = (
        Response.objects.filter(wave__in=keys, department__in=seen)
        .exclude(origin=ResponseOrigin.LINK)
        .order_by()
    )
    elsewhere = dict(others.values("wave_id").annotate(n=Count("pk")).values_list("wave_id", "n"))
    analysed = dict(
        ProfileRun.objects.filter(wave__in=keys, current=True).order_by().values_list("wave_id", "made_at")
    )
    return [_card(w, counts.get(w.pk, {}), elsewhere.get(w.pk, 0), analysed.get(w.pk), today) for w in waves]


def _card(
    wave: Wave, counts: Mapping[str, int], elsewhere: int, analysed_at: datetime | None, today: date
) -> WaveCard:
    return WaveCard(
        pk=wave.pk,
        name=wave.name,
        programme_id=wave.programme_id,
        place_id=wave.programme.place_id,
        place_slug=wave.programme.place.slug,
        subject=wave.programme.subject,
        instrument=str(wave.instrument),
        instrument_value=f"{wave.instrument.key}@{wave.instrument.version}",
        form=WaveForm(wave.form),
        items_each=wave.items_each,
        opens=wave.opens,
        closes=wave.closes,
        closed_at=wave.closed_at,
        state=state_of(wave, today),
        released=wave.invitations_from is not None,
        remind_every=wave.remind_every,
        reminders=wave.reminders,
        asked=counts.get("asked", 0),
        begun=counts.get("begun", 0),
        finished=counts.get("finished", 0),
        elsewhere=elsewhere,
        analysed_at=analysed_at,
        working=wave.analysis_asked_at is not None,
        message=wave.analysis_message,
        synthetic=wave.programme.synthetic,
    )
