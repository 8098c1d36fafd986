"""The schools on a page of people: which of them are shown, what is to be done at each, and in all."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from smeaton.apps.access.queries.schools import SchoolLine, Waits
from smeaton.apps.access.queries.standing import Here
from smeaton.terms import Permission, Reach, Role, Where
from smeaton.ui.components import Task
from smeaton.ui.pages import page_url

ALL, NOTHING = "all", "nothing"
FOLDED = 30
"""Schools where nothing waits that are named on the page; of more, how many."""


@dataclass(frozen=True)
class SchoolsHere:
    """The schools of a place or trust, those where something waits first."""

    lines: tuple[SchoolLine, ...]

    @property
    def waiting(self) -> tuple[SchoolLine, ...]:
        """Those where something waits."""
        return tuple(line for line in self.lines if line.waits)

    @property
    def quiet(self) -> tuple[SchoolLine, ...]:
        """The others."""
        return tuple(line for line in self.lines if not line.waits)

    @property
    def folded(self) -> tuple[SchoolLine, ...]:
        """Those of the others that are named on the page."""
        return self.quiet[:FOLDED]

    @property
    def led(self) -> int:
        """How many have a lead."""
        return sum(bool(line.lead) for line in self.lines)

    @property
    def choices(self) -> tuple[tuple[str, str, int], ...]:
        """What can be asked for: its value, its words and how many schools it is."""
        each = [(what.value, what.value, self.count(what)) for what in Waits]
        return (
            ("", "something waits", len(self.waiting)),
            *(choice for choice in each if choice[2]),
            (NOTHING, "nothing waits", len(self.quiet)),
            (ALL, "all schools", len(self.lines)),
        )

    def count(self, what: Waits) -> int:
        """At how many schools this waits."""
        return sum(what in line.waits for line in self.lines)

    def shown(self, waits: str) -> tuple[SchoolLine, ...]:
        """The lines that are asked for; where something waits unless it is said."""
        if waits == ALL:
            return self.lines
        if waits == NOTHING:
            return self.quiet
        if waits in set(Waits):
            return tuple(line for line in self.lines if waits in line.waits)
        return self.waiting


def steps_of(lines: Iterable[SchoolLine], here: Here, reach: Reach) -> list[tuple[SchoolLine, Task | None]]:
    """Each line with its one next step, where it is the reader's to do."""
    may = _May(
        whole=reach.can(Permission.PROPOSE_AGREEMENTS, here.where),
        lead=reach.may_give(Role.SUBJECT_LEAD, here.where),
        sign=not here.whole_place and reach.can(Permission.SIGN_AGREEMENT, Where(trust=here.trust)),
    )
    return [(line, _step(line, line.waits[0], here, may) if line.waits else None) for line in lines]


@dataclass(frozen=True)
class _May:
    """What the reader may do about the schools here."""

    whole: bool
    lead: bool
    sign: bool


def _step(line: SchoolLine, what: Waits, here: Here, may: _May) -> Task | None:
    place = here.place.slug
    people = page_url("school-people", place=place, urn=line.urn)
    match what:
        case Waits.CORRECTION:
            return Task("Answer the request", page_url("corrections", place=place))
        case Waits.NO_LEAD if line.empty and may.whole:
            return Task("Invite the school", reverse("access:invite-school", args=[place, line.urn]))
        case Waits.NO_LEAD:
            address = reverse("access:school-invite", args=[place, line.urn])
            return Task("Invite its lead", address) if may.lead else None
        case Waits.NOT_SIGNED | Waits.NOT_VOUCHED | Waits.REVIEW if line.agreement is not None:
            signed = what is Waits.NOT_VOUCHED
            reader = "Remind whoever signs" if may.whole and not signed else "See the agreement"
            words = "Read and sign" if may.sign and not signed else reader
            return Task(words, page_url("agreement", agreement=line.agreement))
        case Waits.NOT_SIGNED | Waits.NOT_VOUCHED | Waits.REVIEW:
            address = f"{page_url('agreements', place=place)}?party={line.party}#propose"
            return Task("Propose an agreement", address) if may.whole else None
        case Waits.NOT_SENT:
            return Task("Send the letter", f"{people}#waiting") if may.lead else None
        case Waits.RUN_OUT | Waits.INVITED:
            return Task("Send the letter again", f"{people}#waiting") if may.lead else None


def tasks_of(schools: SchoolsHere, here: Here, reach: Reach) -> list[Task]:
    """What needs whoever looks, the most pressing first."""
    told = [
        (Waits.CORRECTION, "{} asks for a correction", "{} ask for a correction", "due in a month"),
        (
            Waits.RUN_OUT,
            "An invitation has run out at {}",
            "Invitations have run out at {}",
            "send them again",
        ),
        (Waits.NOT_SENT, "Send the letters at {}", "Send the letters at {}", "they cannot sign in before"),
        (Waits.NO_LEAD, "Find a lead for {}", "Find a lead for {}", "nobody is in or invited as lead"),
        (Waits.NOT_SIGNED, "{} waits for a signature", "{} wait for a signature", "it shares nothing yet"),
        (
            Waits.NOT_VOUCHED,
            "{} has a signature that nobody vouches for",
            "{} have signatures that nobody vouches for",
            "nothing is shared before somebody of theirs does",
        ),
        (Waits.REVIEW, "{} has an agreement due for review", "{} have agreements due for review", ""),
    ]
    mine = reach.may_give(Role.SUBJECT_LEAD, here.where)
    about = {Waits.RUN_OUT, Waits.NOT_SENT, Waits.NO_LEAD}
    tasks = []
    for what, one, many, detail in told:
        count = schools.count(what)
        if count and (mine or what not in about):
            words = one.replace("{}", "one school") if count == 1 else many.replace("{}", f"{count} schools")
            address = f"?waits={what.value.replace(' ', '+')}#schools"
            if what is Waits.CORRECTION:
                address = page_url("corrections", place=here.place.slug)
            tasks.append(Task(words[0].upper() + words[1:], address, detail))
    return tasks
