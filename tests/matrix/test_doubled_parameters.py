"""A parameter that is sent twice: the last one counts, on every page and form, and nothing breaks.

What stands in the address is never taken for what stands in the body, nor the other way round.
"""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.http import QueryDict

from smeaton.project.policy import RULES
from smeaton.terms import Role, ScopeKind
from tests.architecture.sources import SOURCE
from tests.matrix.walking import ADDRESSES, ask, body, may, rows, url
from tests.matrix.world import Visitor, Whose, World

ODD = ["", "-1", "9" * 30, "²", "\x00", "a'b\"<c>", "%0d%0a", "[]"]
ROLES_THAT_SEND = [(Role.HUB_LEAD, ScopeKind.PLACE), (Role.SUBJECT_LEAD, ScopeKind.SCHOOL)]
LEFT_OUT = {"needs:change-wave"}
"""The wave of the matrix asks a short audit under the name of the long one, which no site can."""
CHANGING = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"|\d{1,2}:\d\d(:\d\d)?')


def asked_for() -> list[str]:
    """The names that views look for in an address."""
    names: set[str] = set()
    for path in SOURCE.rglob("views/*.py"):
        text = path.read_text(encoding="utf-8")
        names |= set(re.findall(r'request\.GET(?:\.get\(|\[)"([\w-]+)"', text))
        names |= set(re.findall(r'"([\w-]+)" in request\.GET', text))
    return sorted(names)


class Fields(HTMLParser):
    """What the forms of a page would send to where: address → name → value."""

    def __init__(self, own: str) -> None:
        super().__init__()
        self.own, self.forms, self.at = own, dict[str, dict[str, str]](), ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.at = given.get("action") or self.own if given.get("method", "").lower() == "post" else ""
        elif tag in {"input", "select", "textarea", "button"} and self.at and given.get("name"):
            self.forms.setdefault(self.at, {})[given["name"]] = given.get("value", "")


def plain(answer: Any) -> tuple[int, bytes]:
    """An answer without what is another at every request."""
    return answer.status_code, CHANGING.sub(b"", answer.content)


def sender(world: World, role: Role, scope: ScopeKind) -> Visitor:
    return next(each for each in world.visitors if (each.role, each.scope) == (role, scope))


def test_of_a_doubled_parameter_in_an_address_the_last_counts(world: World) -> None:
    names = asked_for()
    assert {"page", "trust", "about", "with", "print"} <= set(names)
    hub = sender(world, Role.HUB_LEAD, ScopeKind.PLACE)
    doubled = QueryDict(mutable=True)
    for name in names:
        doubled.setlist(name, [*ODD, "1"])
    compared = 0
    for rule in RULES:
        if "GET" not in rule.methods or not may(rule, hub, Whose.OWN):
            continue
        place = url(world, ADDRESSES[rule.address], Whose.OWN, hub, **next(rows(rule.address))[2])
        once, again = (ask(hub, "GET", f"{place}?{'&'.join(f'{n}=1' for n in names)}") for _ in range(2))
        twice = ask(hub, "GET", f"{place}?{doubled.urlencode()}")
        assert twice.status_code == once.status_code < 500, place
        page = once["Content-Type"].startswith("text/html") and plain(once) == plain(again)
        repeats = "?" in once.content.decode("latin-1").partition("<main")[2]  # links to more of a list do
        if page and not repeats:
            assert plain(twice) == plain(once), place
            compared += 1
    assert compared > 30


@pytest.mark.parametrize(("role", "scope"), ROLES_THAT_SEND)
def test_a_form_with_every_field_twice_is_answered_by_the_last(
    world: World, role: Role, scope: ScopeKind
) -> None:
    """Every form that the pages of this role show, sent as it stands: once, and with odd values before it.

    Odd values in the last place are refused or put right; what stands in the address is no field of a form.
    """
    visitor, taken = sender(world, role, scope), 0
    for number, (where, fields) in enumerate(forms_of(world, visitor).items()):
        odd = ODD[number % len(ODD)]
        once = ask(visitor, "POST", where, fields)
        twice = ask(visitor, "POST", where, {name: [*ODD, value] for name, value in fields.items()})
        wrong = ask(visitor, "POST", where, {name: [value, odd] for name, value in fields.items()})
        beside = ask(visitor, "POST", f"{where}?{'&'.join(f'{name}=1' for name in fields)}", fields)
        assert max(once.status_code, twice.status_code, wrong.status_code) < 500, where
        assert beside.status_code == once.status_code, where
        if once.status_code == twice.status_code == 302:
            taken += 1
            assert twice["Location"].partition("?")[0] == once["Location"].partition("?")[0], where
    assert taken >= 3


def forms_of(world: World, visitor: Visitor) -> dict[str, dict[str, str]]:
    """Where somebody may send what: the forms on their pages, and addresses that only take one."""
    forms: dict[str, dict[str, str]] = {}
    for rule in RULES:
        if not may(rule, visitor, Whose.OWN) or rule.address in LEFT_OUT:
            continue
        place = url(world, ADDRESSES[rule.address], Whose.OWN, visitor, **next(rows(rule.address))[2])
        if "GET" in rule.methods:
            page = ask(visitor, "GET", place)
            if page.status_code == 200 and page["Content-Type"].startswith("text/html"):
                reader = Fields(place)
                reader.feed(page.content.decode())
                forms |= reader.forms
        else:
            forms.setdefault(place, body(rule.address, world.parts[Whose.OWN]))
    return forms
