"""The request as Smeaton's views see it: with HTMX details, the reach, the person and the place."""

from dataclasses import dataclass
from typing import Protocol

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from smeaton.terms import Reach


class NamedPerson(Protocol):
    """Somebody who is signed in, as far as a page names them."""

    @property
    def name(self) -> str:
        """How a page calls them."""


class NamedPlace(Protocol):
    """The place that a page is about; a model or a frozen read model will do."""

    @property
    def pk(self) -> int:
        """Its key."""

    @property
    def slug(self) -> str:
        """Its part of an address."""

    @property
    def name(self) -> str:
        """How a page calls it."""


@dataclass(frozen=True)
class Seeing:
    """As whom somebody sees the pages, who is not themselves; and the address (POST) that stops it."""

    name: str
    stop_url: str


class Request(HttpRequest):
    """What middleware has put on the request. Views set `place`, from which the header takes its links."""

    htmx: HtmxDetails
    reach: Reach
    person: NamedPerson | None
    place: NamedPlace | None
    seeing: Seeing | None


def number_in(text: str) -> int | None:
    """The whole number that stands in a field or an address; None for anything else, or a very long one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None
