"""Have the compiled loops ready before they are needed."""

from __future__ import annotations

import numpy as np

from smeaton.engine.support.columns.department import Department
from smeaton.engine.support.columns.pricing import Found, price
from smeaton.engine.support.columns.relax import NEVER, Prices, room
from smeaton.engine.support.local.compiled import packed


def make_ready() -> None:
    """Price a department of one strand, one offer and one mentor: its numbers do not matter, its types do."""
    t = Department(
        curve=np.ones((2, 1, 1)),
        caps=np.array([0.0, 1.0, 1.0, 0.0]),
        rules=np.ones(3, np.int64),
        seats=np.array([[1, 0, 0]]),
        uses=np.ones((1, 3)),
        blocks=np.array([[1, 0]]),
        doses=np.ones((1, 1)),
        offer=np.zeros(1, np.int64),
        mentor=np.zeros(1, np.int64),
    )
    r = room(t)
    found = Found(np.zeros((1, 1), np.int64), np.zeros((1, 1, 1), np.int64), np.zeros(1))
    p = Prices(np.zeros((1, 2)), np.zeros((1, 2)))
    price(packed(t), packed(p), np.zeros(5), NEVER, 0.0, 1, packed(r), packed(found))
