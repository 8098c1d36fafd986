"""Quantiles of Student's t for whole degrees of freedom, without scipy: loading it takes longer."""

import math


def t_probability(t: float, df: int) -> float:
    """P(|T| ≤ t) for t ≥ 0 and `df` ≥ 1 degrees of freedom: Abramowitz & Stegun 26.7.3–4."""
    angle = math.atan2(t, math.sqrt(df))
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = df % 2
    term = cosine if odd else 1.0
    total = 0.0
    for k in range(2 + odd, df + 1, 2):
        total += term
        term *= cosine * cosine * (k - 1) / k
        if term < 1e-17 * total:
            break
    return 2 / math.pi * (angle + sine * total) if odd else sine * total


def t_quantile(coverage: float, df: int) -> float:
    """The t with P(|T| ≤ t) = `coverage`: 0.90 and 18 give 1.734. ValueError where there is none."""
    if not 0 < coverage < 1 or df < 1:
        raise ValueError(f"no t quantile for a coverage of {coverage} with {df} degrees of freedom")
    low, high = 0.0, 1.0
    while t_probability(high, df) < coverage:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if t_probability(middle, df) < coverage:
            low = middle
        else:
            high = middle
    return (low + high) / 2
