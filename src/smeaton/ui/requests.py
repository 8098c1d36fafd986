"""The request as Smeaton's views see it: with HTMX details, the reach, the person and the place."""

from typing import Protocol

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from smeaton.terms import Reach


class NamedPerson(Protocol):
    """Somebody who is signed in, as far as a page names them."""

    name: str


class NamedPlace(Protocol):
    """The place that a page is about."""

    pk: int
    slug: str
    name: str


class Request(HttpRequest):
    """What middleware has put on the request. Views set `place`, from which the header takes its links."""

    htmx: HtmxDetails
    reach: Reach
    person: NamedPerson | None
    place: NamedPlace | None
