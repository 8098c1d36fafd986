"""100% of cells as declared: every address × method × role × whose it is answers as the policy says.

Each answer is looked at as well: its headers, and in its HTML no script, style or host that is not ours.
"""

import pytest

from smeaton.project.policy import POLICY
from tests.matrix.guarded import faults
from tests.matrix.walking import ADDRESSES, answered, ask, body, may, rows, url, whose
from tests.matrix.world import World

pytestmark = pytest.mark.long


@pytest.mark.parametrize("stage", POLICY)
def test_every_role_is_answered_as_the_policy_says(world: World, stage: str) -> None:
    wrong, cells = [], 0
    for name in dict.fromkeys(rule.address for rule in POLICY[stage]):
        address = ADDRESSES[name]
        for rule, method, other in rows(name):
            for of in whose(address):
                sent = body(name, world.parts[of])
                for visitor in world.visitors:
                    cells += 1
                    place = url(world, address, of, visitor, **other)
                    answer = ask(visitor, method, place, sent)
                    cell = f"{method} {place} as {visitor} ({of}): {answer.status_code}"
                    if answered(rule, answer) is not may(rule, visitor, of):
                        wrong.append(cell)
                    wrong += [f"{cell}, {fault}" for fault in faults(name, answer)]
    assert not wrong, f"{len(wrong)} of {cells} cells: " + "\n".join(wrong[:40])
    assert cells >= len(world.visitors) * len(POLICY[stage])
