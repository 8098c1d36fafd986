"""One plan of each place, chosen together: most need covered within the budget and the national seats."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from smeaton.engine.support.wide.asks import Choice, Prices
from smeaton.engine.support.wide.nation import Nation

_NODES = 1000
_PENNY = 0.001  # pounds kept back, so that sums in another order do not pass the budget


def chosen(nation: Nation, choices: Sequence[Sequence[Choice]]) -> list[int] | None:
    """Which choice of each place (by number), or None where none keeps budget and seats.

    Every place has at least one choice.
    """
    flat = [(p, choice) for p, some in enumerate(choices) for choice in some]
    offers = sorted(nation.national_seats)
    place = np.array([p for p, _ in flat])
    shared = [[c["cost"] / 1000.0 for _, c in flat]]
    shared += [[float(c["taken"][o]) for _, c in flat] for o in offers]
    most = [
        (nation.budget - min(_PENNY, nation.budget)) / 1000.0,
        *(float(nation.national_seats[o]) for o in offers),
    ]
    one_each = csr_array((np.ones(len(flat)), (place, np.arange(len(flat)))), shape=(len(choices), len(flat)))
    found = milp(
        -np.array([c["covered"] for _, c in flat]),
        integrality=np.ones(len(flat), dtype=np.int64),
        bounds=Bounds(0.0, 1.0),
        constraints=LinearConstraint(
            vstack([csr_array(np.array(shared)), one_each]),
            np.concatenate([np.full(len(most), -np.inf), np.ones(len(choices))]),
            np.concatenate([most, np.ones(len(choices))]),
        ),
        options={"node_limit": _NODES, "mip_rel_gap": 1e-5},
    )
    if found.x is None:
        return None
    taken = np.flatnonzero(found.x > 0.5)
    first = np.searchsorted(place, np.arange(len(choices)))
    picked = [int(n) for n in taken - first[place[taken]]]
    return picked if _fits(nation, choices, picked) else None


def priced(choice: Choice, prices: Prices) -> float:
    """What a plan costs at the prices, in need covered."""
    seats = sum(price * choice["taken"][offer] for offer, price in prices["seats"].items())
    return prices["money"] * choice["cost"] + seats


def worth(choice: Choice, prices: Prices) -> float:
    """What a plan covers less what it costs at the prices."""
    return choice["covered"] - priced(choice, prices)


def _fits(nation: Nation, choices: Sequence[Sequence[Choice]], picked: Sequence[int]) -> bool:
    some = [choices[p][n] for p, n in enumerate(picked)]
    seats = {o: sum(c["taken"][o] for c in some) for o in nation.national_seats}
    return sum(c["cost"] for c in some) <= nation.budget + 0.005 and all(
        n <= nation.national_seats[o] for o, n in seats.items()
    )
