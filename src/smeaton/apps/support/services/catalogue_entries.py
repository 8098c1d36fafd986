"""What is wrong with an entry, wherever it comes from: a form or a row of a workbook."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from smeaton.apps.support.models import Depth, Mode, Part, Reaches
from smeaton.apps.support.queries.catalogue import Known, OfferEntry
from smeaton.engine.support.balance import MECHANISMS

LONGEST = {"key": 60, "name": 120, "summary": 400, "audience": 120, "provider": 120}
LARGEST = {
    "sessions": 60,
    "hours": Decimal("999.9"),
    "release_days": Decimal(60),
    "run_cost": Decimal(500_000),
    "seat_cost": Decimal(100_000),
    "seats_min": 2_000,
    "seats_max": 2_000,
    "per_department_max": 200,
    "spacing_days": 365,
}
MOST_FACILITATORS, MOST_FIRST = 10, 5


def problems(entry: OfferEntry, known: Known) -> list[tuple[str, str]]:
    """(Field, sentence that says what is wrong and what to do), for each mistake; empty where there is none.

    `known.offers` must hold every offer that may come first, those of the same file among them.
    """
    found = [
        (field, f"Write {'something' if field != 'key' else 'a key'} here, at most {most} characters.")
        for field, most in LONGEST.items()
        if not getattr(entry, field).strip() or len(getattr(entry, field)) > most
    ]
    for field, largest in LARGEST.items():
        value = getattr(entry, field)
        if value is not None and not 0 <= value <= largest:
            found.append((field, f"Give a number from 0 to {largest:,}."))
    found += _words(entry)
    if entry.hours <= 0:
        found.append(("hours", "Give the hours that one person spends, more than 0."))
    if entry.per_department_max < 1:
        found.append(("per_department_max", "Give 1 or more."))
    if entry.seats_max is not None and entry.seats_max < max(entry.seats_min, 1):
        found.append(
            ("seats_max", f"Give {max(entry.seats_min, 1)} or more, or leave it empty for no limit.")
        )
    if entry.hosted and entry.sessions < 1:
        found.append(("sessions", "An offer that is held at a host has 1 session or more."))
    found += _references(entry, known)
    return found


def _words(entry: OfferEntry) -> list[tuple[str, str]]:
    found = []
    if entry.mode not in Mode.values:
        found.append(("mode", f"Choose one of: {', '.join(str(mode.label) for mode in Mode)}."))
    if entry.reaches not in Reaches.values:
        found.append(("reaches", f"Choose one of: {', '.join(str(each.label) for each in Reaches)}."))
    if strange := [code for code in entry.mechanisms if code not in MECHANISMS]:
        found.append(("mechanisms", f"“{strange[0][:20]}” is no mechanism. Use codes from A1 to D4."))
    return found


def _references(entry: OfferEntry, known: Known) -> list[tuple[str, str]]:
    found = []
    for strand, (part, depth) in entry.gives.items():
        if strand not in known.strands or part not in Part.values or depth not in Depth.values:
            found.append(("gives", f"{strand}: say main or also, and light, solid or deep."))
    if entry.venues and not entry.hosted:
        found.append(("venues", "It is not held at a host. Leave the venues empty, or say that it is."))
    for urn in entry.venues:
        if urn not in known.hosts:
            hosts = ", ".join(f"{host} {name}" for host, name in list(known.hosts.items())[:6])
            found.append(("venues", f"{urn} is no host of this programme. Hosts are: {hosts or 'none yet'}."))
    return found + _people(entry) + _order(entry, known)


def _people(entry: OfferEntry) -> list[tuple[str, str]]:
    found = []
    led = entry.facilitators or ()
    if len(led) > MOST_FACILITATORS:
        found.append(("facilitators", f"Give {MOST_FACILITATORS} facilitators at most."))
    for row in led:
        if not row.role.strip() or len(row.role) > 80 or not row.provider.strip() or len(row.provider) > 120:
            found.append(("facilitators", "Give each a role (80 characters) and a school or provider (120)."))
        if not 0 <= row.days <= 99:
            found.append(("facilitators", "Give days from 0 to 99."))
    return found


def _order(entry: OfferEntry, known: Known) -> list[tuple[str, str]]:
    found = []
    after = entry.after or ()
    if len(after) > MOST_FIRST or len({row.key for row in after}) < len(after):
        found.append(("after", f"Give {MOST_FIRST} offers that come first at most, each once."))
    for first in after:
        if first.key == entry.key:
            found.append(("after", "An offer cannot come after itself."))
        elif first.key not in known.offers:
            found.append(
                ("after", f"There is no offer “{first.key[:60]}”. Give the key of one that there is.")
            )
        if not 0 <= first.days <= 365:
            found.append(("after", "Give days from 0 to 365."))
    return found


def circles(after: Mapping[str, Iterable[str]]) -> list[str]:
    """Keys of offers that come, over others, after themselves."""
    found = []
    for start in after:
        seen, waiting = set[str](), list(after.get(start, ()))
        while waiting:
            key = waiting.pop()
            if key not in seen:
                seen.add(key)
                waiting.extend(after.get(key, ()))
        if start in seen:
            found.append(start)
    return found
