"""How often one person, one link or one network may ask: far more than people do, far less than programs."""

from typing import TypedDict


class Limit(TypedDict):
    """So many requests in so many seconds."""

    most: int
    seconds: int


REQUEST_LIMITS: dict[str, Limit] = {
    "pages": {"most": 600, "seconds": 60},
    "forms": {"most": 240, "seconds": 60},
    "costly": {"most": 60, "seconds": 600},
    "network": {"most": 6_000, "seconds": 60},
}
"""Pages read and forms sent by one person or by whoever answers by one link; what is costly
(`policy.costly`); and everything from one network address by nobody in particular, which may be a school."""
