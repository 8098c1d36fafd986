"""What signing a newer version would change, thing by thing, beside the version in force."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from smeaton.terms import RoleDescription, SharedDescription

if TYPE_CHECKING:
    from smeaton.apps.access.queries.agreements import AgreementCard


def changes(now: "AgreementCard", newer: "AgreementCard") -> tuple[str, ...]:
    """Sentences, the most important first; empty where both say the same."""
    said = [
        *_added("It would also share", now.shares, newer.shares),
        *_added("It would no longer share", newer.shares, now.shares),
        *_added("It would also share with", now.roles, newer.roles),
        *_added("It would no longer share with", newer.roles, now.roles),
    ]
    if newer.until != now.until:
        said.append(f"It would last until {_day(newer.until)}, instead of {_day(now.until)}.")
    if newer.review_on != now.review_on:
        said.append(_review(now.review_on, newer.review_on))
    return tuple(said)


def _added(
    words: str,
    before: Sequence[SharedDescription | RoleDescription],
    after: Iterable[SharedDescription | RoleDescription],
) -> list[str]:
    new = [each.title[0].lower() + each.title[1:] for each in after if each not in before]
    return [f"{words}: {', '.join(new)}."] if new else []


def _review(before: date | None, after: date | None) -> str:
    if after is None:
        return "No day would be set on which to look at it again."
    instead = f", instead of {_day(before)}" if before else ""
    return f"It would be looked at again on {_day(after)}{instead}."


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"
