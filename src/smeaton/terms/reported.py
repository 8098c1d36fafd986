"""A published figure, or the reason why there is none: four different things that must never merge."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Status(StrEnum):
    """Whether a figure was published, and if not, why not. Zero is a value like any other."""

    VALUE = "value"
    SUPPRESSED = "suppressed"
    NOT_APPLICABLE = "not applicable"
    MISSING = "missing"


@dataclass(frozen=True)
class Reported:
    """A figure with its status; `value` is None unless the status is `Status.VALUE`."""

    status: Status
    value: float | None = None

    def __post_init__(self) -> None:
        if (self.status is Status.VALUE) != (self.value is not None):
            raise ValueError(f"a figure that is {self.status} cannot hold {self.value}")

    @classmethod
    def of(cls, value: float) -> Self:
        """A published figure."""
        return cls(Status.VALUE, value)

    def __str__(self) -> str:
        return str(self.status) if self.value is None else f"{self.value:g}"
