"""How long each class of record is kept, after what, and why: the one table that the clock and the docs read.

Periods are ours, chosen as the shortest that serves the purpose (UK GDPR, Article 5(1)(e)); a controller
whose own schedule differs changes them here. `years` or `days` of None: kept as long as the installation.
"""

from typing import TypedDict


class Period(TypedDict):
    """A length of time, the event that it is counted from, and the reason for both."""

    years: int | None
    days: int | None
    after: str
    why: str


def _period(after: str, why: str, *, years: int | None = None, days: int | None = None) -> Period:
    return {"years": years, "days": days, "after": after, "why": why}


RETENTION: dict[str, Period] = {
    "people": _period(
        "the last post, grant and sign-in",
        "Questions about a year of the programme come up in the year after it; then nobody needs the name.",
        years=2,
    ),
    "sign-in": _period(
        "the person is erased, or the session has ended",
        "A login is needed as long as somebody may come back, a session only while it lasts.",
        days=1,
    ),
    "letters": _period(
        "the letter was sent, refused or withdrawn",
        "Long enough to answer whether somebody was written to in an audit that has ended.",
        years=1,
    ),
    "people asked": _period(
        "the audit closed",
        "Long enough to ask the same people once more the year after; then only the count is needed.",
        years=1,
    ),
    "answers": _period(
        "the audit closed",
        "Answers carry no name; they are compared over the programme and up to its final evaluation.",
        years=7,
    ),
    "uploads": _period(
        "the upload was imported or discarded",
        "A file's rows are emptied at once; who uploaded what is needed to mend a wrong import.",
        years=1,
    ),
    "requests about records": _period(
        "the request was answered",
        "To show that it was answered within the month that Article 12(3) allows.",
        years=3,
    ),
    "legal holds": _period(
        "the hold ended", "To show why something was kept longer than this table says.", years=1
    ),
    "task results": _period("the task ended", "To find out why a letter or a plan failed.", days=30),
    "decisions": _period(
        "no name stands there",
        "Who agreed to what is the record of the programme. People stand in it as numbers, which say nothing "
        "once the person is erased.",
    ),
    "history": _period(
        "no name stands there",
        "Accountability (Article 5(2)); a chain that loses its beginning proves nothing.",
    ),
    "programme": _period("not about people", "Places, schools, offers, plans and published figures."),
}
