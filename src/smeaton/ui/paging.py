"""Long tables in parts: one page of rows, with the addresses of the pages before and after."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest

ROWS = 30
"""Rows on one page of a table, unless it says otherwise."""
_T = TypeVar("_T")


@dataclass(frozen=True)
class Part(Generic[_T]):
    """One page of rows. `before` and `after` are query strings, empty where there is no such page."""

    rows: tuple[_T, ...]
    number: int
    pages: int
    first: int
    last: int
    total: int
    before: str
    after: str

    def __iter__(self) -> Iterator[_T]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def part_of(rows: Sequence[_T], request: HttpRequest, *, size: int = ROWS, key: str = "page") -> Part[_T]:
    """The page of `rows` that the address asks for by `key`: the nearest one where it asks for none there is.

    Whatever else the address asks for stays in the links, so that a filter holds from page to page.
    """
    page = Paginator(rows, size).get_page(request.GET.get(key))
    others = request.GET.dict()

    def address(number: int) -> str:
        return urlencode(others | {key: str(number)})

    return Part(
        rows=tuple(page),
        number=page.number,
        pages=page.paginator.num_pages,
        first=page.start_index(),
        last=page.end_index(),
        total=page.paginator.count,
        before=address(page.number - 1) if page.has_previous() else "",
        after=address(page.number + 1) if page.has_next() else "",
    )
