"""What a file states, as typed facts, and what becomes of each of its lines."""

from dataclasses import dataclass
from datetime import date

from smeaton.terms import Reported

ENGLAND = 0
"""What an outcome for England is about; other outcomes are about a URN or the code of an authority."""


class Unusable(ValueError):
    """A file that cannot be taken: the message is a sentence that tells a person what to do."""


@dataclass(frozen=True, slots=True)
class TrustNamed:
    """A trust as a school's row gives it: by group UID, by name, or both."""

    name: str
    uid: int | None = None


@dataclass(frozen=True, slots=True)
class SchoolFact:
    """What a source says about one school. None and the empty text mean: not stated.

    `registered` is False where the source is no register (a performance table names schools too).
    `states_trust` says whether the source has anything to say about trusts; `trust` None then means: in none.
    Easting and northing are metres on the National Grid. `website` is the host, without “www.”.
    """

    urn: int
    name: str
    status: str = ""
    phase: str = ""
    type: str = ""
    authority: int | None = None
    authority_name: str = ""
    establishment_number: int | None = None
    ukprn: int | None = None
    postcode: str = ""
    easting: int | None = None
    northing: int | None = None
    pupils: int | None = None
    low_age: int | None = None
    high_age: int | None = None
    gender: str = ""
    website: str = ""
    opened: date | None = None
    closed: date | None = None
    states_trust: bool = False
    trust: TrustNamed | None = None
    last_changed: date | None = None
    registered: bool = True


@dataclass(frozen=True, slots=True)
class AuthorityFact:
    """The name of a local authority."""

    code: int
    name: str


@dataclass(frozen=True, slots=True)
class TrustFact:
    """A trust and its members. Companies House numbers have eight places."""

    name: str
    uid: int | None = None
    companies_house: str | None = None
    ukprn: int | None = None
    members: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkFact:
    """One school followed another; `kind` is "successor", "merged", "amalgamated" or "split"."""

    predecessor: int
    successor: int
    kind: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class EligibilityFact:
    """A school stands on a list in the academic year that ends in `year`."""

    urn: int
    list: str
    year: int


@dataclass(frozen=True, slots=True)
class OutcomeFact:
    """A published figure about a school (URN), an authority (code) or England (0)."""

    about: int
    year: int
    stage: str
    measure: str
    group: str
    reported: Reported
    source: str
    version: str


Fact = SchoolFact | AuthorityFact | TrustFact | LinkFact | EligibilityFact | OutcomeFact


@dataclass(frozen=True, slots=True)
class Taken:
    """A line that states facts."""

    line: int
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Ignored:
    """A line that is left out on purpose; `reason` is the same text for all lines of one sort."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that cannot be taken, with the column and the value that stand in the way."""

    line: int
    column: str
    value: str
    reason: str


Line = Taken | Ignored | Rejected


class BadCell(ValueError):
    """One cell stands in the way of its whole line."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.value, self.reason = column, value, reason

    def rejected(self, line: int) -> Rejected:
        """The rejection of the line that holds the cell; a long value is shortened."""
        shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in self.value[:61])
        value = shown if len(shown) <= 60 else shown[:57] + "…"
        return Rejected(line, self.column, value, self.reason)
