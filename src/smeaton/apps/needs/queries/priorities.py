"""The proposed order of a department's strands, with its factors in words and numbers."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from smeaton.apps.needs.models import Leverage, RespondentRole, StrandReadiness
from smeaton.apps.needs.queries.department import DepartmentProfile
from smeaton.apps.needs.queries.levels import StrandLevels, department_levels
from smeaton.apps.places.queries import DepartmentCard
from smeaton.engine.needs.priorities import (
    BY_HALVES_SE,
    MOST_CHOSEN,
    READINESS,
    Candidate,
    Proposal,
    Proposed,
    Ready,
    propose,
)
from smeaton.terms import Reach
from smeaton.ui.figures import decimal

READY_WORDS: dict[Ready, str] = {
    "yes": "could start within a term",
    "with_help": "could start within a term with some help",
    "not_yet": "could not start within a term yet",
}
NOT_ASKED_WORDS = "no answer about starting, so it counts in full"
LEVEL_WORDS = {
    "self": "as staff answered",
    "moderated": "as the hub moderated it",
    "agreed": "as agreed with the hub",
}


@dataclass(frozen=True)
class ProposedRow:
    """A strand in the proposed order: the engine's figures, and its three factors in words."""

    strand: str
    title: str
    about: str
    proposed: Proposed
    levels: StrandLevels
    need_words: str
    leverage_words: str
    readiness_words: str
    like_above: int
    """The place of the strand above, where it is among the first and cannot be told apart from it; else 0."""


@dataclass(frozen=True)
class ProposedOrder:
    """Everything the page of priorities proposes from. `run_id` is None where nothing is analysed."""

    run_id: int | None
    proposal: Proposal
    rows: tuple[ProposedRow, ...]
    profile: DepartmentProfile
    ready: Mapping[str, Ready]
    question: str

    @property
    def titles(self) -> dict[str, str]:
        """Strand → title."""
        return {row.strand: row.title for row in self.rows}


def proposed_order(
    card: DepartmentCard, reach: Reach, *, said: Mapping[str, str] | None = None
) -> ProposedOrder:
    """The proposed order of one department. `Refused` without `VIEW_DEPARTMENT` over it.

    `said` are answers about starting that the lead gave on the page of priorities: they go before those of
    the audit. The need of a strand rests on its agreed level, else on its moderated one, else on the answers.
    """
    stand = department_levels(card, reach)
    profile, run = stand.profile, stand.run
    if run is None or not profile.strands:
        return ProposedOrder(None, Proposal(()), (), profile, {}, "")
    levels = {each.strand: each for each in stand.strands}
    weights = {row.strand: row for row in Leverage.objects.filter(programme=card.programme_id)}
    ready = readiness_of(run.wave_id, card.id, said or {})
    candidates = [
        _candidate(
            levels[s.strand],
            float(weights[s.strand].weight) if s.strand in weights else 1.0,
            ready.get(s.strand),
        )
        for s in profile.strands
    ]
    proposal = propose(candidates, np.random.default_rng([run.pk, card.id]))
    about = {s.strand: s.about for s in profile.strands}
    rows = []
    for before, each in zip((None, *proposal.order), proposal.order, strict=False):
        weight = weights.get(each.strand)
        rows.append(
            ProposedRow(
                each.strand,
                levels[each.strand].title,
                about[each.strand],
                each,
                levels[each.strand],
                f"level {decimal(each.level)} of 4, {LEVEL_WORDS[each.level_from]}",
                _leverage(each.leverage, weight.reason if weight else ""),
                READY_WORDS[each.ready] if each.ready else NOT_ASKED_WORDS,
                before.rank
                if before and before.rank <= MOST_CHOSEN and before.strand in each.level_with
                else 0,
            )
        )
    question = run.instrument.readiness or "Could you start on this within a term?"
    return ProposedOrder(run.pk, proposal, tuple(rows), profile, ready, question)


def readiness_of(wave_id: int, department_id: int, said: Mapping[str, str]) -> dict[str, Ready]:
    """Strand → the lead's answer about starting: what was said on the page, else in the wave's audit.

    Where several leads answered, the more careful answer counts.
    """
    rows = StrandReadiness.objects.filter(
        response__wave=wave_id, response__department=department_id, response__role=RespondentRole.LEAD
    ).values_list("strand", "answer")
    found: dict[str, Ready] = {}
    for strand, answer in [*rows]:
        known = next(word for word in READINESS if word == answer)
        if strand not in found or READINESS[known] < READINESS[found[strand]]:
            found[strand] = known
    found |= {strand: word for strand, answer in said.items() for word in READINESS if word == answer}
    return found


def _candidate(levels: StrandLevels, leverage: float, ready: Ready | None) -> Candidate:
    recorded = levels.agreed or levels.moderated
    if recorded is not None:
        return Candidate(levels.strand, recorded.level, BY_HALVES_SE, levels.used, leverage, ready)
    assert levels.answers is not None  # noqa: S101 - a strand of the profile has an estimate
    return Candidate(levels.strand, levels.answers.estimate, levels.answers.se, "self", leverage, ready)


def _leverage(weight: float, reason: str) -> str:
    if weight == 1:
        return "weighed as usual"
    more = "more" if weight > 1 else "less"
    text = f"{weight:.2f}".rstrip("0").rstrip(".")
    return f"the place weighs it {text} times, {more} than usual" + (f": {reason}" if reason else "")
