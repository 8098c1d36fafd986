"""Whose answers are worked out together: those of parties that share, and each other party's beside them.

Estimates lean on what is usual among all whose answers are taken in. A trust that shares nothing, or nothing
any more, gives nothing to that; its own people still read their own profile, which nobody else sees.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from smeaton.engine.needs.answers import VIGNETTE, Answer


@dataclass(frozen=True)
class Pool:
    """Answers that are worked out together, and of which departments the result is kept."""

    answers: Sequence[Answer]
    kept: frozenset[str]

    def before(self, answers: Sequence[Answer]) -> list[Answer]:
        """Of another wave's answers, those of the departments that are in this pool."""
        inside = {answer.department for answer in self.answers}
        return [answer for answer in answers if answer.department in inside]


def pools(answers: Sequence[Answer], unshared: Mapping[int, str]) -> Iterator[Pool]:
    """First the pool of those that share, then one for each party that does not, with those that share.

    Where nobody shares there is no pool for others to read: all are in one, which only their own people see.
    """
    party = {str(key): each for key, each in unshared.items()}
    shared = [answer for answer in answers if answer.department not in party]
    if not any(answer.level is not None and answer.role != VIGNETTE for answer in shared):
        yield Pool(answers, frozenset(answer.department for answer in answers))
        return
    yield Pool(shared, frozenset(answer.department for answer in shared))
    for each in sorted({party[answer.department] for answer in answers if answer.department in party}):
        own = [answer for answer in answers if party.get(answer.department) == each]
        yield Pool([*shared, *own], frozenset(answer.department for answer in own))
