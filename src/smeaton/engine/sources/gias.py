"""The school register (Get Information about Schools, earlier EduBase) in all its wordings.

Only the columns named here are read. Names of head teachers, telephone numbers and other personal columns are
never looked at. A wording is a way to write the same names of columns: "LA (code)", "Local authority (code)".
"""

from dataclasses import dataclass

from smeaton.engine.sources.cells import Columns, Row, key_of
from smeaton.engine.sources.domains import host_of
from smeaton.engine.sources.facts import Line, SchoolFact, Taken, TrustNamed
from smeaton.engine.sources.kind import Context, Kind, LineReader, Needs
from smeaton.terms import Phase

_NAMES: dict[str, tuple[str, ...]] = {
    "urn": ("URN", "Unique reference number"),
    "name": ("EstablishmentName", "Establishment name", "School name"),
    "authority": ("LA (code)", "Local authority (code)", "LA code", "Local authority code"),
    "authority_name": ("LA (name)", "Local authority (name)", "Local authority", "Local authority name"),
    "number": ("EstablishmentNumber", "Establishment number", "DfE number"),
    "type": ("TypeOfEstablishment (name)", "Type of establishment", "Establishment type (name)"),
    "type_code": ("TypeOfEstablishment (code)", "Establishment type (code)"),
    "status": ("EstablishmentStatus (name)", "Establishment status", "Status (name)"),
    "status_code": ("EstablishmentStatus (code)", "Status (code)"),
    "phase": ("PhaseOfEducation (name)", "Phase of education", "Education phase (name)", "Phase (name)"),
    "phase_code": ("PhaseOfEducation (code)", "Education phase (code)", "Phase (code)"),
    "opened": ("OpenDate", "Opening date", "Open date", "Date opened", "Date open"),
    "closed": ("CloseDate", "Closing date", "Close date", "Date closed", "Closed date"),
    "low_age": (
        "StatutoryLowAge",
        "Statutory lowest pupil age",
        "Statutory lowest age",
        "Lowest age",
        "Age range (low)",
    ),
    "high_age": (
        "StatutoryHighAge",
        "Statutory highest pupil age",
        "Statutory highest age",
        "Highest age",
        "Age range (high)",
    ),
    "gender": ("Gender (name)", "Gender", "Gender of entry (name)", "Gender of entry"),
    "pupils": ("NumberOfPupils", "Number of pupils", "Total number of pupils", "Pupils"),
    "trust": ("Trusts (name)", "Trust (name)", "Trusts", "Trust", "Trust name"),
    "trust_code": ("Trusts (code)", "Trust (code)", "Trust code", "Trust UID"),
    "website": ("SchoolWebsite", "School website", "Website"),
    "ukprn": ("UKPRN", "UK provider reference number"),
    "postcode": ("Postcode", "Post code"),
    "easting": ("Easting",),
    "northing": ("Northing",),
    "changed": ("LastChangedDate", "Last changed date", "Date last changed"),
}
_PHASE_CODES = {
    "0": Phase.NOT_APPLICABLE,
    "1": Phase.NURSERY,
    "2": Phase.PRIMARY,
    "3": Phase.MIDDLE_PRIMARY,
    "4": Phase.SECONDARY,
    "5": Phase.MIDDLE_SECONDARY,
    "6": Phase.SIXTEEN_PLUS,
    "7": Phase.ALL_THROUGH,
}
_PHASES = {key_of(phase.value): phase for phase in Phase} | {
    "allthroughschool": Phase.ALL_THROUGH,
    "allages": Phase.ALL_THROUGH,
    "16plus": Phase.SIXTEEN_PLUS,
    "": Phase.NOT_KNOWN,
}
_STATUS_CODES = {"1": "open", "2": "closed", "3": "open, but proposed to close", "4": "proposed to open"}
_PERSONAL = ("headtitle", "headfirstname", "headlastname", "headteacher", "headpreferredjobtitle", "headname")


def recognises(columns: Columns) -> bool:
    """A register names schools by URN, with their status or phase and their authority."""
    return (
        columns.find(*_NAMES["urn"]) is not None
        and columns.find(*_NAMES["name"]) is not None
        and columns.find(*_NAMES["authority"], *_NAMES["authority_name"]) is not None
        and columns.find(*_NAMES["status"], *_NAMES["status_code"], *_NAMES["type"], *_NAMES["phase"])
        is not None
    )


@dataclass(frozen=True)
class _Reader:
    at: dict[str, int | None]
    context: Context

    def __call__(self, line: int, row: Row) -> Line:
        at = self.at
        assert at["urn"] is not None  # noqa: S101 - the kind is recognised by it
        urn = row.urn(at["urn"])
        earlier = self.context.first_line_with(urn, line)
        if earlier is not None:
            raise row.bad(at["urn"], f"the file names this school twice: first in line {earlier}")
        name = row.text(at["name"])
        if not name:
            raise row.bad(at["name"] or 0, "is empty: a school needs a name")
        authority = row.whole(at["authority"], 0, 999) or None
        school = SchoolFact(
            urn=urn,
            name=name,
            status=self._status(row),
            phase=self._phase(row),
            type=row.text(at["type"], longest=80),
            authority=authority,
            authority_name=row.text(at["authority_name"], longest=120) if authority else "",
            establishment_number=row.whole(at["number"], 0, 9_999_999),
            ukprn=row.whole(at["ukprn"], 0, 99_999_999) or None,
            postcode=self._postcode(row),
            easting=row.whole(at["easting"], 0, 800_000) or None,
            northing=row.whole(at["northing"], 0, 1_400_000) or None,
            pupils=row.whole(at["pupils"], 0, 100_000),
            low_age=row.whole(at["low_age"], 0, 120),
            high_age=row.whole(at["high_age"], 0, 120),
            gender=row.text(at["gender"], longest=20).lower()[:20],
            website=host_of(row.text(at["website"], longest=400)),
            opened=row.date(at["opened"]),
            closed=row.date(at["closed"]),
            states_trust=at["trust"] is not None or at["trust_code"] is not None,
            trust=self._trust(row),
            last_changed=row.date(at["changed"]),
        )
        return Taken(line, (school,))

    def _status(self, row: Row) -> str:
        words = row.text(self.at["status"], longest=40).lower()[:40]
        return words or _STATUS_CODES.get(row.text(self.at["status_code"]), "")

    def _phase(self, row: Row) -> str:
        if self.at["phase"] is None:
            return _PHASE_CODES.get(row.text(self.at["phase_code"]), Phase.NOT_KNOWN).value
        words = row.text(self.at["phase"], longest=40)
        phase = _PHASES.get(key_of(words))
        if phase is None:
            phase = Phase.NOT_KNOWN
            self._warn(
                f"The phase of education “{words}” is not known; such schools are kept without a phase."
            )
        return phase.value

    def _warn(self, sentence: str) -> None:
        if sentence not in self.context.warnings and len(self.context.warnings) < 20:
            self.context.warnings.append(sentence)

    def _postcode(self, row: Row) -> str:
        return row.text(self.at["postcode"], longest=10).upper()[:10]

    def _trust(self, row: Row) -> TrustNamed | None:
        name, uid = row.text(self.at["trust"]), row.whole(self.at["trust_code"], 0, 2_000_000_000) or None
        if not name and uid is None:
            return None
        return TrustNamed(name or f"Trust {uid}", uid)


def reader(columns: Columns, context: Context) -> LineReader:
    """Reads a line of the register into one school."""
    at = {field: columns.find(*names) for field, names in _NAMES.items()}
    if at["authority"] is None:
        context.warnings.append(
            "The file gives no codes of local authorities: schools are taken without them."
        )
    left_out = [name for name in columns.written if key_of(name).startswith(_PERSONAL)]
    if left_out:
        context.warnings.append(f"Personal columns are not read: {', '.join(left_out)}.")
    return _Reader(at, context)


GIAS = Kind(
    name="gias",
    title="school register (GIAS or EduBase)",
    source="gias",
    needs=Needs.DAY,
    recognises=recognises,
    reader=reader,
    spills=True,
)
