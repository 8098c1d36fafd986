"""Which budget line pays for what: a maximal flow from kinds of spend to lines, in whole pence.

Among the assignments that pay for most, the one is taken that leaves the freest money: a line is the dearer
to use, the more kinds it allows. Where something cannot be paid, the lines that could pay are all used up (a
minimal cut), and which kinds compete for them is said with what would help.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ortools.graph.python import min_cost_flow


@dataclass(frozen=True)
class Line:
    """A budget line: `pence` to spend, on the kinds in `allowed`."""

    id: str
    pence: int
    allowed: frozenset[str]


@dataclass(frozen=True)
class Shortage:
    """Spend that no line is left for.

    `short` maps a kind to the pence of it that cannot be paid; `kinds` are all kinds that compete for the
    same lines, `lines` those lines (all used up, none where nothing allows the kind). `allow` are (line,
    pence): if the line allowed the short kinds as well, so much more could be paid; most first.
    """

    short: Mapping[str, int]
    kinds: tuple[str, ...]
    lines: tuple[str, ...]
    allow: tuple[tuple[str, int], ...]

    @property
    def pence(self) -> int:
        """All of it."""
        return sum(self.short.values())


@dataclass(frozen=True)
class Assignment:
    """`paid` maps (kind, line) to pence, `left` a line to what stays on it; no `shortages`: all is paid."""

    paid: Mapping[tuple[str, str], int]
    left: Mapping[str, int]
    shortages: tuple[Shortage, ...]

    @property
    def short(self) -> int:
        """Pence that no line pays."""
        return sum(shortage.pence for shortage in self.shortages)


def assign(spend: Mapping[str, int], lines: Sequence[Line]) -> Assignment:
    """Put each kind's pence on lines that allow it, as much as can be.

    Raises ValueError for an amount below 0 or two lines of one id.
    """
    ids = [line.id for line in lines]
    if len(set(ids)) < len(ids):
        raise ValueError("Two budget lines have the same id; give each its own.")
    if any(pence < 0 for pence in [*spend.values(), *(line.pence for line in lines)]):
        raise ValueError("A budget line or a kind of spend is below 0; give amounts of 0 or more.")
    kinds = [kind for kind, pence in spend.items() if pence > 0]
    paid = _flow(spend, kinds, lines)
    left = {
        line.id: line.pence - sum(pence for (_, at), pence in paid.items() if at == line.id) for line in lines
    }
    unpaid = {
        kind: spend[kind] - sum(pence for (what, _), pence in paid.items() if what == kind) for kind in kinds
    }
    return Assignment(paid, left, _shortages(spend, unpaid, paid, lines))


def _flow(spend: Mapping[str, int], kinds: list[str], lines: Sequence[Line]) -> dict[tuple[str, str], int]:
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs: dict[tuple[str, str], int] = {}
    for at, kind in enumerate(kinds):
        solver.set_node_supply(at, spend[kind])
    for node, line in enumerate(lines, start=len(kinds)):
        solver.set_node_supply(node, -line.pence)
        for at, kind in enumerate(kinds):
            if kind in line.allowed and line.pence:
                most, freedom = min(spend[kind], line.pence), len(line.allowed)
                arcs[kind, line.id] = solver.add_arc_with_capacity_and_unit_cost(at, node, most, freedom)
    if not arcs:
        return {}
    status = solver.solve_max_flow_with_min_cost()
    if status != solver.OPTIMAL:
        raise RuntimeError(f"the flow of money ended as {status}")
    flows = {pair: int(solver.flow(arc)) for pair, arc in arcs.items()}
    return {pair: pence for pair, pence in flows.items() if pence}


def _shortages(
    spend: Mapping[str, int],
    unpaid: Mapping[str, int],
    paid: Mapping[tuple[str, str], int],
    lines: Sequence[Line],
) -> tuple[Shortage, ...]:
    """One for each group of kinds that compete for the same used-up lines, the largest first."""
    groups: list[tuple[set[str], set[str]]] = []
    for start in (kind for kind, pence in unpaid.items() if pence > 0):
        kinds, used = _reached(start, paid, lines)
        for other in [group for group in groups if group[0] & kinds]:
            groups.remove(other)
            kinds |= other[0]
            used |= other[1]
        groups.append((kinds, used))
    found = []
    for kinds, used in groups:
        short = {kind: unpaid[kind] for kind in unpaid if kind in kinds and unpaid[kind] > 0}
        opened = {line.id: _gain(line, frozenset(short), spend, paid, lines) for line in lines}
        found.append(
            Shortage(
                short=short,
                kinds=tuple(kind for kind in unpaid if kind in kinds),
                lines=tuple(line.id for line in lines if line.id in used),
                allow=tuple(
                    sorted((pair for pair in opened.items() if pair[1] > 0), key=lambda pair: -pair[1])
                ),
            )
        )
    return tuple(sorted(found, key=lambda shortage: -shortage.pence))


def _gain(
    opened: Line,
    to: frozenset[str],
    spend: Mapping[str, int],
    paid: Mapping[tuple[str, str], int],
    lines: Sequence[Line],
) -> int:
    """How many pence more could be paid if a line allowed these kinds as well."""
    if to <= opened.allowed:
        return 0
    freer = [Line(line.id, line.pence, line.allowed | to) if line.id == opened.id else line for line in lines]
    again = _flow(spend, [kind for kind, pence in spend.items() if pence > 0], freer)
    return sum(again.values()) - sum(paid.values())


def _reached(
    start: str, paid: Mapping[tuple[str, str], int], lines: Sequence[Line]
) -> tuple[set[str], set[str]]:
    """Kinds and lines that an unpaid penny of `start` could reach by moving what is paid."""
    kinds, used, waiting = {start}, set[str](), [start]
    while waiting:
        kind = waiting.pop()
        for line in lines:
            if kind not in line.allowed or line.id in used or not line.pence:
                continue
            used.add(line.id)
            for other, at in paid:
                if at == line.id and other not in kinds:
                    kinds.add(other)
                    waiting.append(other)
    return kinds, used
