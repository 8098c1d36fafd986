"""How large a problem may be, checked before anything is laid out as arrays.

A place of a local authority has some 20 departments, 40 offers and a handful of hosts. The limits leave
room for much more, and keep the arrays of any problem that is read below some hundred megabytes.
"""

from __future__ import annotations

from smeaton.engine.support.values import At, ProblemError

MOST = {
    "strands": 200,
    "departments": 5_000,
    "offers": 2_000,
    "hosts": 1_000,
    "mentors": 5_000,
    "dates": 20_000,
    "facilitators": 5_000,
}
PARTS = tuple(MOST.items())
STAFF_MOST = 10_000  # of one department
SEATS_EACH_MOST = 1_000  # seats of one department on one offer
SESSIONS_MOST = 1_000
RUNS_MOST = 1_000  # of an offer at a host
PIECES_MOST = 20  # of the response to dose
HOURS_MOST = 10_000.0  # of a mentor, or a pair
BLOCK_LEAST = 0.1  # hours
DOSE_MOST = 1_000.0  # of a seat or an hour, on one strand
CELLS_MOST = 10_000_000  # numbers in any one array


def count(part: str, found: int, most: int) -> None:
    """Refuse a list that is too long."""
    if found > most:
        raise ProblemError(f"has {found:,} values", at=At(part), do=f"give at most {most:,}")


def size(
    *,
    departments: int,
    offers: int,
    hosts: int,
    mentors: int,
    strands: int,
    pieces: int,
    runs: int,
    seats: int,
) -> None:
    """Refuse a problem any of whose arrays would have more than `CELLS_MOST` numbers.

    `runs` is the most runs of an offer at a host, `seats` the most seats of a department on an offer.
    """
    arrays = (
        ((departments, "departments"), (offers, "offers"), (hosts + 1, "hosts and nowhere")),
        ((departments, "departments"), (mentors, "mentors"), (strands, "strands")),
        ((departments, "departments"), (offers, "offers"), (strands, "strands")),
        ((departments, "departments"), (strands, "strands"), (3 * pieces, "pieces of the response, thrice")),
        ((offers, "offers"), (hosts, "hosts"), (runs, "runs of an offer at a host (runs_max)")),
        (
            (departments, "departments"),
            (offers, "offers"),
            (seats + 1, "seats of a department (per_department_max), and none"),
        ),
        (
            (offers, "offers"),
            (seats + 1, "seats of a department (per_department_max), and none"),
            (strands, "strands"),
            (3 * pieces, "pieces of the response, thrice"),
        ),
    )
    for axes in arrays:
        cells = 1
        for length, _ in axes:
            cells *= length
        if cells > CELLS_MOST:
            named = " × ".join(f"{length:,} {what}" for length, what in axes)
            raise ProblemError(
                f"The problem is too large to plan as one place: {named} is more than {CELLS_MOST:,}; "
                "plan parts of it as places of their own (docs/reference/plan-formats.md)."
            )
