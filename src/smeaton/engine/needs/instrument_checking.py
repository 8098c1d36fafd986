"""What a draft still needs before it may be asked of people."""

from dataclasses import dataclass
from typing import Literal

from smeaton.engine.needs.instrument_model import ROLES, Instrument

MOST_MINUTES = {"lead": 12, "teacher": 6, "technician": 8}
"""What an audit may take of each role at most, vignettes and readiness included."""

Part = Literal["start", "vignettes"]


@dataclass(frozen=True)
class Finding:
    """One thing to mend (`stops` publishing) or to think about, and the part of the audit where it is."""

    part: Part
    text: str
    stops: bool = True


def before_publishing(instrument: Instrument) -> tuple[Finding, ...]:
    """What stops an instrument from being published, and what its author should think about."""
    found = []
    for role in ROLES:
        if instrument.for_role(role):
            found += _of_role(instrument, role)
    if not instrument.vignettes:
        found.append(
            Finding(
                "vignettes",
                "There are no described colleagues. Departments cannot be compared with one another without.",
                stops=False,
            )
        )
    if not instrument.readiness and instrument.for_role("lead"):
        found.append(
            Finding("start", "Leads are not asked whether they could start soon.", stops=False)
        )  # fmt: skip
    return tuple(found)


def _of_role(instrument: Instrument, role: str) -> list[Finding]:
    found = []
    if not instrument.introductions.get(role):
        found.append(Finding("start", f"Write an introduction for {role}s: who will see what they answer."))
    promised, most = instrument.minutes.get(role), MOST_MINUTES[role]
    needed = instrument.minutes_needed(role)
    if promised is None:
        found.append(Finding("start", f"Say how many minutes {role}s are promised."))
    elif promised > most:
        found.append(Finding("start", f"Promise {role}s at most {most} minutes, not {promised:g}."))
    elif needed > promised:
        found.append(
            Finding(
                "start",
                f"A {role} needs {needed:.1f} minutes and is promised {promised:g}: shorten statements, "
                f"ask {role}s fewer of them, or promise more (at most {most}).",
            )
        )
    return found
