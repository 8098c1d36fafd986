"""A long table in parts: the links lead from page to page, and a filter holds on the way."""

from html import unescape

from django.template.loader import render_to_string
from django.test import RequestFactory

from smeaton.ui.paging import Part, part_of


def part(query: str, size: int = 30) -> Part[int]:
    """The page of a hundred numbers that an address asks for."""
    return part_of(range(1, 101), RequestFactory().get(f"/numbers/?{query}"), size=size)


def links(of: Part[int]) -> list[str]:
    """Where the links of a page lead."""
    html = render_to_string("ui/paging.html", {"part": of, "what": "numbers", "at": "table"})
    return [unescape(each.split('"')[0]) for each in html.split('href="')[1:]]


def test_every_row_stands_on_exactly_one_page_whatever_the_size() -> None:
    for size in (1, 7, 30, 100, 1000):
        found, query = list(part("", size)), part("", size).after
        while query:
            here = part(query, size)
            assert (here.rows[0], here.rows[-1]) == (here.first, here.last)
            found, query = [*found, *here], here.after
        assert found == list(range(1, 101))


def test_a_filter_holds_from_page_to_page_and_nonsense_finds_a_page() -> None:
    second = part("trust=Aldér+%26+Co&page=2&standing=invited")
    assert (second.first, second.last, second.number, second.pages, second.total) == (31, 60, 2, 4, 100)
    assert links(second) == [
        "?trust=Ald%C3%A9r+%26+Co&page=1&standing=invited#table",
        "?trust=Ald%C3%A9r+%26+Co&page=3&standing=invited#table",
    ]
    assert [part(f"page={asked}").number for asked in ("0", "-3", "x", "99", "9" * 40, "")] == [
        4,
        4,
        1,
        4,
        4,
        1,
    ]


def test_a_short_table_has_no_links_and_an_empty_one_neither() -> None:
    assert links(part("", 100)) == []
    empty = part_of([], RequestFactory().get("/numbers/"))
    assert (len(empty), empty.total, empty.pages) == (0, 0, 1)
    assert render_to_string("ui/paging.html", {"part": empty, "what": "numbers"}).strip() == ""
