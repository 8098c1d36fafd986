"""The best plan so far and the best bound so far, shared by searches that run side by side."""

from __future__ import annotations

import math
import threading

from smeaton.engine.support.curves import Floats

_EPS = 1e-7


class Incumbent:
    """Best vector, its value and the proven bound; every method may be called from any thread."""

    def __init__(self, vector: Floats | None, value: float, bound: float = math.inf) -> None:
        """Start with a feasible vector, or with none (value −∞)."""
        self._lock = threading.Lock()
        self._vector, self._value, self._bound = vector, value, bound
        self._version = 0
        self._ended = threading.Event()

    def better(self, vector: Floats, value: float) -> bool:
        """Hand in a vector; True when it is the best so far."""
        with self._lock:
            if self._vector is not None and value <= self._value + _EPS:
                return False
            self._vector, self._value = vector, value
            self._version += 1
            return True

    def lower_bound_to(self, bound: float) -> None:
        """Hand in a proven bound."""
        with self._lock:
            self._bound = min(self._bound, bound)

    def best(self) -> tuple[Floats | None, float, float, int]:
        """Vector, value, bound, and a number that rises with each better vector."""
        with self._lock:
            return self._vector, self._value, self._bound, self._version

    def end(self) -> None:
        """Ask all searches to end."""
        self._ended.set()

    @property
    def ended(self) -> bool:
        """Whether all searches should end."""
        return self._ended.is_set()

    def wait(self, seconds: float) -> None:
        """Sleep for a while, or until the end."""
        self._ended.wait(seconds)
