"""Which signed version of an agreement holds: every order of three, tried day by day without a database."""

from datetime import UTC, datetime, timedelta
from itertools import product

from smeaton.terms.agreed import replaced, takes_over

FIRST = datetime(2026, 11, 23, tzinfo=UTC)
DAYS = range(5)
AGREED = tuple(product(DAYS, DAYS))
"""(day of the signature, first day) of one version."""


def day(number: int, hours: int = 0) -> datetime:
    """A moment of one of the days."""
    return FIRST + timedelta(days=number, hours=hours)


def test_until_the_newer_one_begins_the_one_before_holds_in_every_order_of_three() -> None:
    for versions in product(AGREED, repeat=3):
        if [signed for signed, _ in versions] != sorted(signed for signed, _ in versions):
            continue  # they are signed one after another
        begins = [takes_over(day(signed, 9 + n), day(starts)) for n, (signed, starts) in enumerate(versions)]
        ends: list[datetime | None] = [None, None, None]
        for n, moment in enumerate(begins):
            ends[:n] = [replaced(each, moment) for each in ends[:n]]
        for asked in (day(number, hours) for number in (*DAYS, 6) for hours in (0, 9, 10, 11, 23)):
            held = [
                n
                for n, begun in enumerate(begins)
                if begun <= asked and ((end := ends[n]) is None or asked < end)
            ]
            said = [n for n, begun in enumerate(begins) if begun <= asked]
            # of those that have begun, the one that was signed last
            assert held == said[-1:], (versions, asked)


def test_a_version_that_was_signed_late_holds_from_its_signature_on() -> None:
    assert takes_over(day(3, 9), day(1)) == day(3, 9)
    assert takes_over(day(1, 9), day(3)) == day(3)
