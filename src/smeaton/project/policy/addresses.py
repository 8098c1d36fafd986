"""Every address that the site answers, read from the URL conf."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

_PART = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")


@dataclass(frozen=True)
class Address:
    """One pattern of the URL conf, with the full name that links use (`needs:board`)."""

    name: str
    pattern: URLPattern
    route: str
    """As it stands in the URL conf: `places/<slug:place>/needs/`."""

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of what stands for something in the route."""
        return tuple(found["name"] for found in _PART.finditer(self.route))

    @property
    def shown(self) -> str:
        """The route as people read it: `/places/{place}/needs/`."""
        return "/" + _PART.sub(lambda found: "{" + found["name"] + "}", self.route)


def addresses() -> list[Address]:
    """All of them, in the order in which the site looks. A pattern without a name goes by its route."""
    return list(_found(get_resolver(), "", ""))


def _found(resolver: URLResolver, before: str, spaces: str) -> Iterator[Address]:
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield Address(f"{spaces}{each.name or route}", each, route)
        elif isinstance(each, URLResolver):
            inner = f"{spaces}{each.namespace}:" if each.namespace else spaces
            yield from _found(each, route, inner)
