"""Sentences about a package as it is owned: its version, its replies, what is signed, what is still open."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from smeaton.apps.support.documents.moves import moved_sentences
from smeaton.apps.support.documents.sentences import counted, number
from smeaton.apps.support.models import Kind, Mode, Party, ReplyKind
from smeaton.apps.support.queries import PackageView
from smeaton.apps.support.queries.owning import OwnedPlace
from smeaton.apps.support.queries.versions import OwnedPackage, ReplyCard, VersionCard
from smeaton.ui.figures import count_of

MOST_NAMED = 3
"""Schools that a message names; more are counted."""
SIGNERS = {Party.LEAD: "Lead of the department", Party.HEAD: "Head", Party.HUB: "Hub lead"}
PARTY_WORDS = {Party.LEAD: "lead", Party.HEAD: "head", Party.HUB: "hub"}


def day(at: datetime) -> str:
    """26 November 2026."""
    return f"{timezone.localtime(at):%-d %B %Y}"


def version_state(card: VersionCard) -> str:
    """Which version this is and who has signed it, in a sentence or two."""
    sent = f"Version {card.number}, sent on {day(card.made_at)}."
    if card.signed:
        return f"{sent} Signed by lead, head and hub: it is agreed."
    if not card.signatures:
        return f"{sent} Nobody has signed it yet; the lead signs first."
    signed = " and ".join(f"the {PARTY_WORDS[s.party]}" for s in card.signatures)
    following = PARTY_WORDS[card.next_party] if card.next_party else ""
    return f"{sent} Signed by {signed}; the {following} signs next."


def reply_words(reply: ReplyCard) -> str:
    """What was said, as the lead would put it."""
    words = {
        ReplyKind.ACCEPT: f"{reply.about}: accepted",
        ReplyKind.DECLINE: f"{reply.about}: declined",
        ReplyKind.SWAP: f"{reply.about}: swapped for {reply.instead}",
        ReplyKind.MUST: f"{reply.about}: must have",
        ReplyKind.MUST_NOT: f"{reply.about}: not wanted",
        ReplyKind.CAP: f"At most {counted(reply.days or 0, 'release day')}",
        ReplyKind.LATER: f"{reply.about}: not before "
        + (f"{reply.not_before:%-d %B %Y}" if reply.not_before else ""),
    }[reply.kind]
    return f"{words} (“{reply.reason}”)" if reply.reason else words


def reply_state(reply: ReplyCard) -> str:
    """What came of a reply."""
    if reply.waiting:
        return "Taken back; being worked in." if reply.withdrawn else "Being worked in."
    return reply.answer


def names_to_find(view: PackageView) -> list[str]:
    """Seats whose people are not named yet: how many for which offer. Training in the school names nobody."""
    return [
        f"{counted(item.seats, 'place')} on {item.name}"
        for item in view.items
        if item.kind == Kind.OFFER and item.mode != Mode.INSET.label and item.seats
    ]


def dates_open(view: PackageView) -> str:
    """How many items have dates."""
    without = [item for item in view.items if not item.dates]
    if not without:
        return "Every item has its dates."
    if len(without) == len(view.items):
        return "Dates are still to come for all items."
    return f"Dates are still to come for {number(len(without))} of {number(len(view.items))} items: " + (
        ", ".join(item.name for item in without) + "."
    )


def since(owned: OwnedPackage, party: Party) -> tuple[str, list[str]]:
    """What changed since the version that the party signed last: a heading, and sentences; empty for a first.

    Changes of several versions are told one after the other.
    """
    latest = owned.latest
    if latest is None or latest.number == 1:
        return "", []
    signed = next((v for v in owned.versions if any(s.party == party for s in v.signatures)), None)
    if signed is latest:
        return "", []
    first = signed.number if signed else latest.number - 1
    heading = f"What has changed since version {first}" + (", which you signed" if signed else "")
    said = []
    for version in reversed(owned.versions):
        if version.number > first:
            said += [*moved_sentences(version.moved)]
    return heading, said


def terms_between(starts: date | None, ends: date | None) -> list[tuple[date, str]]:
    """First days of terms after the first day of a period: 1 September, 1 January, 1 April."""
    if starts is None or ends is None:
        return []
    names = {9: "autumn term, from September", 1: "spring term, from January", 4: "summer term, from April"}
    days = [date(year, month, 1) for year in range(starts.year, ends.year + 1) for month in sorted(names)]
    return [(d, f"the {names[d.month]} {d.year}") for d in days if starts < d <= ends]


def place_finding(place: OwnedPlace) -> str:
    """How far the packages of a place have come."""
    if place.plan_id is None:
        return "There is no plan yet, so there is nothing to send."
    if not place.sent:
        planned = count_of(place.planned, len(place.rows))
        return f"Nothing has been sent yet. The plan holds something for {planned} departments."
    replied = "none has replied" if not place.replied else f"{number(place.replied)} replied"
    agreed = "none is agreed" if not place.agreed else f"{number(place.agreed)} agreed"
    return (
        f"{count_of(place.sent, len(place.rows))} departments have been sent a package; {replied}, {agreed}."
    )


def sent_words(versions: int, letters: int, nobody: Iterable[str]) -> str:
    """What sending did."""
    if not versions:
        return "Nothing to send: every lead has the newest already."
    said = f"{counted(versions, 'package')} sent, {counted(letters, 'letter')} written."
    names = list(nobody)
    if len(names) > MOST_NAMED:
        return f"{said} {len(names)} schools have no lead to write to; they are listed below."
    return f"{said} No lead to write to at {', '.join(names)}." if names else said
