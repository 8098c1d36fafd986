"""Values of an exchange document: keys present, types right, numbers in range, each refusal a sentence."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar, cast

_T = TypeVar("_T")


class ProblemError(ValueError):
    """A problem that cannot be planned. Its text is a sentence for the person who made it."""


class Fields:
    """The keys of one JSON object, read with their types; `error` is raised with a sentence."""

    def __init__(self, value: object, at: str, error: type[ValueError] = ProblemError) -> None:
        """`at` says where in the document the object stands."""
        self.at, self.error = at, error
        if not isinstance(value, Mapping):
            raise error(f"{at} is {_shown(value)}; give an object with keys and values.")
        self.values: Mapping[str, object] = value
        if isinstance(value.get("id"), str):
            self.at = f'{at} "{value["id"]}"'

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self.values

    def given(self, key: str) -> bool:
        """Whether the key is there and is not null."""
        return self.values.get(key) is not None

    def get(self, key: str) -> object:
        """The raw value; refuses a missing key."""
        if key not in self.values:
            raise self.error(f'{self.at}: the key "{key}" is missing; add it.')
        return self.values[key]

    def text(self, key: str) -> str:
        """A text."""
        return cast(str, self._typed(key, self.get(key), str, "a text"))

    def flag(self, key: str) -> bool:
        """True or false."""
        return cast(bool, self._typed(key, self.get(key), bool, "true or false"))

    def number(self, key: str) -> float:
        """A number; NaN and infinity are refused."""
        return self._number(key, self.get(key))

    def whole(self, key: str) -> int:
        """A whole number."""
        value = self.number(key)
        if value != int(value):
            raise self.error(f"{self.at}: {key} is {value}; give a whole number.")
        return int(value)

    def items(self, key: str) -> Sequence[object]:
        """A list."""
        return cast(Sequence[object], self._typed(key, self.get(key), list, "a list"))

    def numbers(self, key: str) -> tuple[float, ...]:
        """A list of numbers."""
        return tuple(self._number(key, value) for value in self.items(key))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(cast(str, self._typed(key, value, str, "texts")) for value in self.items(key))

    def slots(self, key: str) -> tuple[tuple[int, ...], ...]:
        """A list of lists of whole numbers."""
        return tuple(self._whole_numbers(key, value) for value in self.items(key))

    def slot_list(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers."""
        return self._whole_numbers(key, self.get(key))

    def part(self, key: str) -> Fields:
        """An object within the object."""
        return Fields(self.get(key), f"{self.at}: {key}", self.error)

    def each(self, key: str, read: Callable[[Fields], _T]) -> tuple[_T, ...]:
        """A list of objects, each read by `read`."""
        return tuple(
            read(Fields(value, f"{key}[{n}]", self.error)) for n, value in enumerate(self.items(key))
        )

    def _number(self, key: str, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(f"{self.at}: {key} is {_shown(value)}; give a number.")
        if value != value or value in (float("inf"), float("-inf")):
            raise self.error(f"{self.at}: {key} is {value}; give a finite number.")
        try:
            return float(value)
        except OverflowError:
            raise self.error(f"{self.at}: {key} is too large a number.") from None

    def _whole_numbers(self, key: str, value: object) -> tuple[int, ...]:
        parts = cast(Sequence[object], self._typed(key, value, list, "lists of whole numbers"))
        return tuple(int(self._number(key, part)) for part in parts)

    def _typed(self, key: str, value: object, kind: type, wanted: str) -> object:
        if not isinstance(value, kind):
            raise self.error(f"{self.at}: {key} is {_shown(value)}; give {wanted}.")
        return value


def number(
    at: str, value: float, least: float = 0, most: float = math.inf, above: float | None = None
) -> None:
    """Refuse a number that is not finite, or not within [least, most], or not above `above`."""
    if not math.isfinite(value):
        raise ProblemError(f"{at} is {value}; give a finite number.")
    if above is not None and value <= above:
        raise ProblemError(f"{at} is {value}; give a number above {above:g}.")
    if value < least:
        raise ProblemError(f"{at} is {value}; give a number of {least:g} or more.")
    if value > most:
        raise ProblemError(f"{at} is {value}; give a number of {most:g} or less.")


def numbers(at: str, values: Sequence[float], length: int, most: float = math.inf) -> None:
    """Refuse a list that does not hold one number of 0 to `most` for each of `length` strands."""
    if len(values) != length:
        raise ProblemError(
            f"{at} has {len(values)} numbers, but there are {length} strands; give one for each."
        )
    for value in values:
        number(at, value, most=most)


def whole(at: str, value: int, least: int = 0) -> None:
    """Refuse what is not a whole number of at least `least`."""
    number(at, value, least=least)
    if value != int(value):
        raise ProblemError(f"{at} is {value}; give a whole number.")


def known(at: str, name: str, names: Iterable[str], part: str) -> None:
    """Refuse an id that `part` does not have."""
    if name not in names:
        raise ProblemError(f'{at} is "{name}", which is not among the {part}; correct it or add it there.')


def unique(part: str, ids: Iterable[str]) -> None:
    """Refuse an id that is there twice."""
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise ProblemError(f'{part}: the id "{name}" is there twice; give each its own id.')
        seen.add(name)


def _shown(value: object) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=True)
    except (TypeError, ValueError):
        text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
