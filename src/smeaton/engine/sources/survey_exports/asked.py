"""What the caller tells about the instrument and the departments, so that columns can be read by them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Level = Literal[1, 2, 3, 4]
Given = int | Literal["dont_know", "not_applicable"]
"""An answer: a level from 1 to 4, or one of the two that are never counted as a level."""

ROLES = ("lead", "teacher", "technician")


@dataclass(frozen=True)
class ItemWording:
    """An item as it is asked, with its four described levels."""

    id: str
    text: str
    strand: str
    topic: str
    levels: tuple[str, ...]


@dataclass(frozen=True)
class VignetteWording:
    """A described colleague who is rated."""

    id: str
    title: str
    text: str


@dataclass(frozen=True)
class DepartmentNamed:
    """A department by its key, and its school by URN and name."""

    id: int
    urn: int
    name: str


@dataclass(frozen=True)
class Wordings:
    """All that a survey's columns and cells are compared with. `strands` is id → title."""

    levels: tuple[str, ...]
    items: tuple[ItemWording, ...]
    vignettes: tuple[VignetteWording, ...]
    strands: Mapping[str, str]
    departments: tuple[DepartmentNamed, ...]

    @cached_property
    def targets(self) -> frozenset[str]:
        """Everything that a column may hold, as `mapping` writes it."""
        return frozenset(
            {
                *ONE_EACH,
                "ignore",
                *(f"item:{item.id}" for item in self.items),
                *(f"vignette:{vignette.id}" for vignette in self.vignettes),
                *(f"note:{strand}" for strand in self.strands),
            }
        )

    @cached_property
    def item_of(self) -> Mapping[str, ItemWording]:
        """Item id → item."""
        return {item.id: item for item in self.items}


ONE_EACH = ("respondent", "time", "role", "school")
"""What a column may hold besides items, vignettes and notes; only one column each."""
