"""Many tests at once."""

from collections.abc import Sequence


def benjamini_hochberg(p_values: Sequence[float], rate: float = 0.1) -> list[bool]:
    """Which tests are called findings if `rate` of the findings may be false (Benjamini & Hochberg 1995)."""
    count = len(p_values)
    order = sorted(range(count), key=lambda i: p_values[i])
    passed = [rank for rank, i in enumerate(order, start=1) if p_values[i] <= rate * rank / count]
    found = set(order[: max(passed, default=0)])
    return [i in found for i in range(count)]
