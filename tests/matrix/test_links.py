"""No page offers what its reader may not have: every link that a role is shown leads somewhere."""

import re
from collections import Counter, deque

from django.urls import Resolver404, resolve

from tests.matrix.walking import ask
from tests.matrix.world import Visitor, World

LINK = re.compile(r'<a [^>]*href="(/[^"#]*)')
OF_A_KIND = 1
"""Pages of one address that are looked through for each visitor."""


def test_every_link_that_a_role_is_shown_leads_somewhere(world: World) -> None:
    refused, followed = [], 0
    for visitor in world.visitors:
        if visitor.role is None or not visitor.signed_in:
            continue
        dead, number = walked(visitor)
        refused += dead
        followed += number
    assert not refused, "\n".join(refused)
    assert followed > 300


def walked(visitor: Visitor) -> tuple[list[str], int]:
    """From the first page through all that pages lead to: links that were refused, and how many there are."""
    waiting, seen, kinds = deque([("", "/")]), {"/"}, Counter[str]()
    dead, number = [], 0
    while waiting:
        shown_on, address = waiting.popleft()
        answer = ask(visitor, "GET", address)
        number += 1
        if answer.status_code in (403, 404):
            dead.append(f"{visitor}: {shown_on} leads to {address}, which answers {answer.status_code}")
        elif answer.status_code in (301, 302):
            links = [answer["Location"]]
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            links = LINK.findall(answer.content.decode().replace("&amp;", "&"))
        elif answer.status_code not in (301, 302):
            continue
        for link in links:
            kind = kind_of(link)
            if link not in seen and kinds[kind] < OF_A_KIND:
                seen.add(link)
                kinds[kind] += 1
                waiting.append((address, link))
    return dead, number


def kind_of(link: str) -> str:
    """The name of the address that a link is to."""
    try:
        return resolve(link.partition("?")[0]).view_name
    except Resolver404:
        return "nowhere"
