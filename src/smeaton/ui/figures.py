"""Figures in words, for pages, charts and exports: pounds, shares, counts with their denominator."""

from smeaton.terms import Reported

NOT_KNOWN = "not known"
MINUS = "−"


def decimal(value: float | None, places: int = 1) -> str:
    """15.84 → “15.8”, with thousands set apart and a true minus sign; None → “not known”."""
    if value is None:
        return NOT_KNOWN
    text = f"{abs(value):,.{places}f}"
    return f"{MINUS}{text}" if value < 0 and text.strip("0.,") else text


def money(pounds: float | None) -> str:
    """28480 → “£28,480”; pence only where there are some; None → “not known”."""
    if pounds is None:
        return NOT_KNOWN
    text = f"£{abs(pounds):,.2f}".removesuffix(".00")
    return f"{MINUS}{text}" if pounds < 0 else text


def percent(share: float | None) -> str:
    """A share from 0 to 1 as a whole percentage: 0.734 → “73%”; None → “not known”.

    What is not all never reads “100%”, and what is not nothing never “0%”.
    """
    if share is None:
        return NOT_KNOWN
    if 0 < share < 0.005:
        return "under 1%"
    if 0.995 <= share < 1:
        return "over 99%"
    return f"{decimal(share * 100, 0)}%"


def count_of(count: int, total: int) -> str:
    """12 of 19: no count without its denominator."""
    return f"{count:,} of {total:,}"


def reported(figure: Reported, places: int = 1) -> str:
    """A published figure with `places` decimals, or the reason why there is none."""
    return str(figure.status) if figure.value is None else decimal(figure.value, places)
