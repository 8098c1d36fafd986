"""Why no plan keeps all the leads' musts: the smallest set of musts that clash, in a sentence."""

from __future__ import annotations

import numpy as np

from smeaton.engine.support.arrays import Arrays
from smeaton.engine.support.model import Model
from smeaton.engine.support.solve import Changes, search

_SECONDS = 2.0  # for one trial


def explain_clash(model: Model, *, seed: int, proven: bool) -> str:
    """A sentence naming musts that cannot be kept together and what to do."""
    a = model.a
    musts = np.argwhere(a.must).tolist()
    for d, o in musts:
        reason = _alone(a, d, o)
        if reason:
            name, offer = a.problem.departments[d].id, a.problem.offers[o].id
            return f"{name} must have {offer}, but {reason}."
    if not proven:
        return (
            "No plan that keeps all the musts was found in the time; give more seconds, or take back some of "
            f"the {len(musts)} musts."
        )
    clash = _smallest(model, musts, seed)
    named = [f"{a.problem.departments[d].id} {a.problem.offers[o].id}" for d, o in clash]
    if len(named) == 1:
        return (
            f"The must {named[0]} cannot be kept within the budget, release days, evenings and group sizes; "
            "take it back or give it more room."
        )
    return (
        f"These musts cannot be kept together: {'; '.join(named)}. Take one back, or give more budget, "
        "release days or evenings."
    )


def _alone(a: Arrays, d: int, o: int) -> str:
    """Why a must cannot be kept whatever else is planned; empty when it could."""
    problem, offer, department = a.problem, a.problem.offers[o], a.problem.departments[d]
    if offer.id in department.must_not:
        return "its lead has also ruled that offer out; take one of the two back"
    if a.top[d, o] == 0:
        return "the offer gives a department no seats (per_department_max is 0)"
    if a.hosted[o] and not problem.hosts:
        return "the offer needs a host and there is none"
    if not a.allowed[o, :, d].any():
        return f"no host is within {problem.rules.travel_limit_km:g} km of it"
    if a.seat_release[o] > a.release[d] + 1e-6:
        return f"a seat takes {a.seat_release[o]:g} release days and it has {a.release[d]:g}"
    if a.seat_evenings[o] > a.evenings[d] + 1e-6:
        return f"a seat takes {a.seat_evenings[o]} evenings and it has {a.evenings[d]:g}"
    if a.hosted[o]:
        if a.runs_max == 0:
            return "no host may hold a run (runs_max is 0)"
        if a.seats_max[o] == 0:
            return "its runs have no seats (seats_max is 0)"
        sites = np.flatnonzero(a.allowed[o, :-1, d])
        room = max(int((a.top[:, o] * a.allowed[o, s]).sum()) for s in sites)
        if room < a.seats_min[o]:
            return f"a run needs {a.seats_min[o]} seats and only {room} can be filled within reach"
        cheapest = min(float(a.seat_cost[o, s, d]) for s in sites) + float(a.run_cost[o])
    else:
        cheapest = float(a.seat_cost[o, -1, d])
    if cheapest > a.budget + 0.01:
        return f"that costs at least £{cheapest:,.0f} and the budget is £{a.budget:,.0f}"
    return ""


def _smallest(model: Model, musts: list[list[int]], seed: int) -> list[list[int]]:
    """A set of musts that clash and would not without any one of them (deletion filter)."""
    offers = model.a.top.shape[1]
    kept = list(musts)
    for must in musts:
        trial = [one for one in kept if one != must]
        dropped = tuple(d * offers + o for d, o in musts if [d, o] not in trial)
        changes = Changes(objective=np.zeros_like(model.objective), dropped_musts=dropped)
        if search(model, seconds=_SECONDS, seed=seed, changes=changes).infeasible:
            kept = trial
    return kept
