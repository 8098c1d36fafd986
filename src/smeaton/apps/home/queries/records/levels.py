"""How sensitive each class of record is, and what its level asks for. The docs' tables are made from it."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much harm it would do if others read or changed it; the highest first."""

    SECRET = "secret"  # noqa: S105 - a word
    PERSONAL = "personal"
    CONFIDENTIAL = "confidential"


@dataclass(frozen=True)
class Protection:
    """What a level asks for, and the tests that show it (`file::test`, below `tests/`)."""

    what: str
    encrypted: str
    whole: str
    kept: str
    logged: str
    read_by: str
    privacy: str
    shown_by: tuple[str, ...]


LEVEL_OF: dict[str, Level] = {
    "sign-in": Level.SECRET,
    "people": Level.PERSONAL,
    "letters": Level.PERSONAL,
    "people asked": Level.PERSONAL,
    "uploads": Level.PERSONAL,
    "requests about records": Level.PERSONAL,
    "legal holds": Level.PERSONAL,
    "task results": Level.PERSONAL,
    "answers": Level.CONFIDENTIAL,
    "decisions": Level.CONFIDENTIAL,
    "history": Level.CONFIDENTIAL,
    "programme": Level.CONFIDENTIAL,
}
"""Class of record → its level: that of the most sensitive thing in it."""

_TLS = "On the way by TLS; at rest by the disk of whoever runs the site, backups too."

PROTECTIONS: dict[Level, Protection] = {
    Level.SECRET: Protection(
        what="What opens something: passwords, second factors, sessions, the site's keys, links in letters. "
        "Encoded or signed words count as the words themselves.",
        encrypted="Passwords are hashed, second factors encrypted with the site's key, links to join hashed, "
        "links to answer kept nowhere; the rest as for personal records.",
        whole="Links and marks are signed (HMAC-SHA256); what was altered opens nothing.",
        kept="A session for a day at most; the rest until it is replaced or the person is erased.",
        logged="Never: lines of the log and history hold no link, password, code or key.",
        read_by="Nobody: no page, file or copy for the person shows it again.",
        privacy="Nothing says whether an address is known here.",
        shown_by=(
            "apps/home/test_protection.py::test_no_secret_can_be_read_from_the_database",
            "project/test_web_server.py::test_no_secret_of_a_link_is_in_what_the_web_server_writes",
            "project/test_settings.py::test_every_secret_may_come_from_a_file",
        ),
    ),
    Level.PERSONAL: Protection(
        what="What names a person or is about one: names, addresses, posts, letters, uploads, requests "
        "(personal data under the UK GDPR; no special category, no pupil's record).",
        encrypted=_TLS,
        whole="Changed by services alone, each change in the same transaction as its entry in history.",
        kept="As the table above says, let go by the worker on its day; a legal hold comes first.",
        logged="Never by name or address: people stand in logs and in history by number.",
        read_by="Whoever the policy lets see that person, over their own place, trust or school.",
        privacy="Answers and names are never kept together; erasure reaches every table."
        " A copy is given at once.",
        shown_by=(
            "apps/home/test_erasing_services.py::test_nothing_is_left_of_somebody_who_was_in_every_table",
            "apps/home/test_retaining_services.py::test_everything_goes_on_its_day_and_not_before",
            "architecture/test_history.py::test_no_recorded_change_has_room_for_words_about_a_person",
            "matrix/test_matrix.py::test_every_role_is_answered_as_the_policy_says",
        ),
    ),
    Level.CONFIDENTIAL: Protection(
        what="What schools and trusts tell each other under agreements: answers without names, levels, "
        "plans, money, signatures, history. Figures that are published already are kept with them.",
        encrypted=_TLS,
        whole="History is a chain that shows what was altered; versions are frozen when they are sent.",
        kept="As the table above says.",
        logged="As ids only.",
        read_by="Whoever the policy lets, of schools whose trust shares them in an agreement in force.",
        privacy="Small groups are withheld, on one page and between pages of different days.",
        shown_by=(
            "apps/history/test_chain_services.py::test_the_first_row_that_was_touched_is_named",
            "apps/access/test_withdrawn.py::test_nothing_of_a_school_is_left_for_the_programmes_people_when_its_trust_"
            "withdraws",
            "matrix/test_fields.py::test_every_role_takes_away_the_fields_that_are_listed_and_no_other",
            "attacks/test_exports.py::test_the_files_of_two_days_do_not_tell_what_the_one_new_colleague_said",
        ),
    ),
}
