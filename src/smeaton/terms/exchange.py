"""Values of an exchange document: keys present, types right, numbers in range, each refusal a sentence.

A refusal names the path (`departments[3].need[2]`), the value and what to do. Objects made in memory know no
path; they name themselves, and whoever reads them from a document adds the path (`ProblemError.inside`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar, cast

_T = TypeVar("_T")
_SHOWN = 60  # characters of a value that a sentence repeats
_SHORT = 6  # a list of up to this many plain values is shown whole

WHOLE_MOST = 1_000_000  # a whole number
NUMBER_MOST = 1e9  # any other number, in size
TEXT_MOST = 200  # characters of an id or a word; a name may have more


@dataclass(frozen=True, slots=True)
class At:
    """Where a value stands: `key` within `path` (either may be empty), or within `owner`, named."""

    path: str = ""
    key: str = ""
    owner: str = ""

    def __str__(self) -> str:
        """Such as `departments[3].need[2]`, or `department "d4": need[2]`."""
        if self.owner and not self.path:
            return f"{self.owner}: {self.key}" if self.key else self.owner
        return joined(self.path, self.key)

    def of(self, key: str) -> At:
        """A key within this one."""
        return replace(self, key=joined(self.key, key))

    def item(self, n: int) -> At:
        """The n-th part of the list that stands here, from 0."""
        return replace(self, key=f"{self.key}[{n}]")


class ProblemError(ValueError):
    """A problem that cannot be planned. Its text is a sentence for the person who made it.

    `at` says where, when the fault is that of one value.
    """

    def __init__(self, says: str, *, at: At | None = None, do: str = "") -> None:
        """Without `at`, `says` is the whole sentence; else what is wrong there, and `do` what to do."""
        self.says, self.at, self.do = says, at, do
        super().__init__(says if at is None else self._sentence(at))

    def _sentence(self, at: At) -> str:
        owner = f" ({at.owner})" if at.owner and at.path else ""
        return f"{at} {self.says}{owner}; {self.do}." if str(at) else f"{self.says}; {self.do}."

    def inside(self, path: str) -> ProblemError:
        """The same refusal, told of a part of a larger document that stands at `path`."""
        if self.at is None:
            return self
        return type(self)(self.says, at=replace(self.at, path=joined(path, self.at.path)), do=self.do)


def joined(path: str, key: str) -> str:
    """A key within a path."""
    return f"{path}.{key}" if path and key and not key.startswith("[") else path + key


class Fields:
    """The keys of one JSON object, read with their types; `error` is raised with a sentence."""

    def __init__(
        self, value: object, path: str = "", error: type[ProblemError] = ProblemError, name: str = ""
    ) -> None:
        """`path` says where in the document the object stands; `name` what it is, where that is the whole."""
        self.path, self.error = path, error
        if not isinstance(value, Mapping):
            raise error(f"is {shown(value)}", at=At(path or name), do="give an object with keys and values")
        self.values: Mapping[str, object] = value

    def at(self, key: str = "") -> At:
        """Where a key stands."""
        return At(self.path, key)

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self.values

    def given(self, key: str) -> bool:
        """Whether the key is there and is not null."""
        return self.values.get(key) is not None

    def get(self, key: str) -> object:
        """The raw value; refuses a missing key."""
        if key not in self.values:
            raise self.error("is missing", at=self.at(key), do="add it")
        return self.values[key]

    def text(self, key: str) -> str:
        """A text of up to `TEXT_MOST` characters."""
        return self._text(self.at(key), self.get(key), "a text")

    def flag(self, key: str) -> bool:
        """True or false."""
        return cast(bool, self._typed(self.at(key), self.get(key), bool, "true or false"))

    def number(self, key: str) -> float:
        """A number; NaN and infinity are refused."""
        return self._number(self.at(key), self.get(key))

    def whole(self, key: str) -> int:
        """A whole number."""
        return self._whole(self.at(key), self.get(key))

    def items(self, key: str, most: int | None = None) -> Sequence[object]:
        """A list, of at most `most` values."""
        found = cast(Sequence[object], self._typed(self.at(key), self.get(key), list, "a list"))
        if most is not None and len(found) > most:
            raise self.error(f"has {len(found):,} values", at=self.at(key), do=f"give at most {most:,}")
        return found

    def numbers(self, key: str) -> tuple[float, ...]:
        """A list of numbers."""
        return tuple(self._number(self.at(key).item(n), value) for n, value in enumerate(self.items(key)))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(
            self._text(self.at(key).item(n), value, "a text") for n, value in enumerate(self.items(key))
        )

    def slots(self, key: str) -> tuple[tuple[int, ...], ...]:
        """A list of lists of whole numbers."""
        return tuple(
            self._whole_numbers(self.at(key).item(n), value) for n, value in enumerate(self.items(key))
        )

    def slot_list(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers."""
        return self._whole_numbers(self.at(key), self.get(key))

    def part(self, key: str) -> Fields:
        """An object within the object."""
        return Fields(self.get(key), joined(self.path, key), self.error)

    def each(self, key: str, read: Callable[[Fields], _T], most: int | None = None) -> tuple[_T, ...]:
        """A list of objects, each read by `read`; at most `most` of them."""
        return tuple(
            self._read(joined(self.path, f"{key}[{n}]"), value, read)
            for n, value in enumerate(self.items(key, most))
        )

    def _read(self, path: str, value: object, read: Callable[[Fields], _T]) -> _T:
        fields = Fields(value, path, self.error)
        try:
            return read(fields)
        except ProblemError as refusal:
            if refusal.at is None or refusal.at.path:
                raise
            raise refusal.inside(path) from None

    def _number(self, at: At, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(f"is {shown(value)}", at=at, do="give a number")
        if value != value or value in (float("inf"), float("-inf")):
            raise self.error(f"is {value}", at=at, do="give a finite number")
        if abs(value) > NUMBER_MOST:
            raise self.error(f"is {shown(value)}", at=at, do=f"give a number of {NUMBER_MOST:,.0f} or less")
        return float(value)

    def _whole(self, at: At, value: object) -> int:
        found = self._number(at, value)
        if found != int(found):
            raise self.error(f"is {found}", at=at, do="give a whole number")
        return int(found)

    def _whole_numbers(self, at: At, value: object) -> tuple[int, ...]:
        parts = cast(Sequence[object], self._typed(at, value, list, "a list of whole numbers"))
        return tuple(self._whole(at.item(n), part) for n, part in enumerate(parts))

    def _text(self, at: At, value: object, wanted: str) -> str:
        found = cast(str, self._typed(at, value, str, wanted))
        if len(found) > TEXT_MOST:
            raise self.error(
                f"is {shown(found)}, {len(found):,} characters long", at=at, do=f"give at most {TEXT_MOST}"
            )
        if any("\ud800" <= letter <= "\udfff" for letter in found):
            raise self.error(f"is {shown(found)}", at=at, do="give text that can be written in UTF-8")
        return found

    def _typed(self, at: At, value: object, kind: type, wanted: str) -> object:
        if not isinstance(value, kind):
            raise self.error(f"is {shown(value)}", at=at, do=f"give {wanted}")
        return value


def number(
    at: At | str, value: float, least: float = 0, most: float = NUMBER_MOST, above: float | None = None
) -> None:
    """Refuse a number that is not finite, or not within [least, most], or not above `above`."""
    at = At(at) if isinstance(at, str) else at
    if value != value or value in (math.inf, -math.inf):
        raise ProblemError(f"is {value}", at=at, do="give a finite number")
    if above is not None and value <= above:
        raise ProblemError(f"is {shown(value)}", at=at, do=f"give a number above {above:g}")
    if value < least:
        raise ProblemError(f"is {shown(value)}", at=at, do=f"give a number of {_plain(least)} or more")
    if value > most:
        raise ProblemError(f"is {shown(value)}", at=at, do=f"give a number of {_plain(most)} or less")


def numbers(at: At, values: Sequence[float], length: int, most: float = NUMBER_MOST) -> None:
    """Refuse a list that does not hold one number of 0 to `most` for each of `length` strands."""
    if len(values) != length:
        raise ProblemError(
            f"has {len(values)} numbers, but there are {length} strands", at=at, do="give one for each"
        )
    for n, value in enumerate(values):
        number(at.item(n), value, most=most)


def whole(at: At, value: int, least: int = 0, most: int = WHOLE_MOST) -> None:
    """Refuse what is not a whole number of `least` to `most`."""
    number(at, value, least=least, most=most)
    if value != int(value):
        raise ProblemError(f"is {value}", at=at, do="give a whole number")


def known(at: At, name: str, names: Collection[str], part: str) -> None:
    """Refuse an id that `part` does not have."""
    if name not in names:
        raise ProblemError(
            f"is {shown(name)}, which is not among the {part}", at=at, do="correct it or add it there"
        )


def unique(part: str, ids: Iterable[str]) -> None:
    """Refuse an id that is there twice, or is empty."""
    seen: dict[str, int] = {}
    for n, name in enumerate(ids):
        at = At(f"{part}[{n}]", "id")
        if not name:
            raise ProblemError('is ""', at=at, do="give an id of at least one character")
        if name in seen:
            raise ProblemError(
                f"is {shown(name)}, which {part}[{seen[name]}] has too", at=at, do="give each its own id"
            )
        seen[name] = n


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:g}"


def owner(kind: str, name: str) -> At:
    """Where the values of a thing stand while no path is known: within the thing itself."""
    return At(owner=f"{kind} {shown(name)}")


def shown(value: object) -> str:
    """A value as a sentence repeats it: short, and printable whatever it holds."""
    if isinstance(value, Mapping):
        return f"an object with {len(value)} keys" if value else "an empty object"
    if isinstance(value, list | tuple):
        plain = all(part is None or isinstance(part, bool | int | float | str) for part in value[:_SHORT])
        if len(value) > _SHORT or not plain:
            return f"a list of {len(value):,}"
        return f"[{', '.join(shown(part) for part in value)}]"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**18:
        return "a whole number of 19 digits or more"
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        text = f"something of the kind {type(value).__name__}"
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
