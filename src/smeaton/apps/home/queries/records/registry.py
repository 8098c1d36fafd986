"""Every model of the installation, once. A model that is not here fails a test (tests/apps/home)."""

from smeaton.apps.home.queries.records.entry import Record
from smeaton.apps.home.queries.records.people import PEOPLE, SIGN_IN, WHERE_INSTALLED
from smeaton.apps.home.queries.records.stages import HISTORY, NEEDS, REGISTER, SUPPORT

RECORDS: tuple[Record, ...] = (
    *PEOPLE,
    *SIGN_IN,
    *WHERE_INSTALLED,
    *NEEDS,
    *SUPPORT,
    *HISTORY,
    *REGISTER,
)

BASES: dict[str, str] = {
    "people": "To run the programme that the person takes part in: a public task of the schools and of who "
    "commissions it (Article 6(1)(e)), else a legitimate interest (Article 6(1)(f)).",
    "sign-in": "To let in only who has been given access: as for people, and the duty to keep data safe "
    "(Article 32).",
    "letters": "To write to people whose view of their department is asked for: as for people.",
    "people asked": "To ask the staff of a department what it needs: as for people.",
    "answers": "To learn what a department needs: as for people. No name stands with an answer.",
    "uploads": "To take in answers and offers that were collected elsewhere: as for people.",
    "requests about records": "A legal duty: to answer requests about personal data (Articles 12 to 17).",
    "legal holds": "A legal duty, or the defence of legal claims (Article 17(3)(b) and (e)).",
    "task results": "To keep the installation working: a legitimate interest (Article 6(1)(f)).",
    "decisions": "To show who agreed to what: as for people.",
    "history": "Accountability and safety: a legal duty (Articles 5(2) and 32).",
    "programme": "Holds no personal data.",
}
"""Why each class of record may be held, in plain words; a controller checks them against its own purposes."""
