"""How long a class of record is kept: in words, and as the last day on which its period must have begun."""

from datetime import date, timedelta

from django.conf import settings


def begun_by(kind: str, today: date) -> date | None:
    """The latest day from which the period of that class is over by `today`; None where it never ends."""
    period = settings.RETENTION[kind]
    if period["years"] is not None:
        return _years_before(today, period["years"])
    if period["days"] is not None:
        return today - timedelta(days=period["days"])
    return None


def in_words(kind: str) -> str:
    """“2 years after the last post, grant and sign-in”; “as long as the installation: not about people”."""
    period = settings.RETENTION[kind]
    for unit in ("years", "days"):
        count = period[unit]
        if count is not None:
            length = f"{count} {unit if count != 1 else unit.removesuffix('s')}"
            return f"{length} after {period['after']}" if count else f"until {period['after']}"
    return f"as long as the installation: {period['after']}"


def _years_before(day: date, years: int) -> date:
    """The same day so many years before; 28 February for one that year does not have."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
