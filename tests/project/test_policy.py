"""Every address and every command has a row in the policy, and no row is left over."""

from collections import Counter
from collections.abc import Iterator

import click
import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from smeaton.cli import main
from smeaton.project.guard import TAKEN
from smeaton.project.policy import COMMANDS, RULES, Over
from smeaton.project.policy.addresses import Address, addresses

ADDRESSES = {address.name: address for address in addresses()}


def methods_of(address: Address) -> set[str]:
    """The methods that the view itself takes: it is asked by one that none takes, and says which it does.

    What `GuardMiddleware` turns away before any view (the PUT of class-based forms) is left out.
    """
    view = address.pattern.callback
    if made_of := getattr(view, "view_class", None):
        taken = {name.upper() for name in made_of.http_method_names if hasattr(made_of, name)}
        return taken & set(TAKEN)
    request = RequestFactory().generic("PATCH", "/")
    request.user = AnonymousUser()
    answer = view(request, **dict.fromkeys(address.parts, 1))
    assert answer.status_code == 405, (
        f"{address.name}: say which methods it takes (require_safe and the like)"
    )
    return {name.strip() for name in answer["Allow"].split(",")}


def commands(command: click.Command, name: str) -> Iterator[str]:
    """The full names of all commands below one."""
    if not isinstance(command, click.Group):
        yield name
        return
    with click.Context(command) as context:
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            assert found is not None
            yield from commands(found, f"{name} {child}")


def test_every_address_has_a_name_of_its_own() -> None:
    assert len(ADDRESSES) == len(addresses()) > 90


@pytest.mark.parametrize("name", ADDRESSES)
def test_every_address_has_a_row_for_each_of_its_methods(name: str) -> None:
    declared = Counter(method for rule in RULES if rule.address == name for method in rule.methods)
    assert set(declared) == methods_of(ADDRESSES[name]) - {"HEAD", "OPTIONS"}
    assert set(declared.values()) == {1}


def test_no_row_is_without_its_address() -> None:
    assert {rule.address for rule in RULES} == set(ADDRESSES)


def test_a_row_over_a_place_or_a_department_says_what_it_needs_and_its_address_names_it() -> None:
    for rule in RULES:
        parts = ADDRESSES[rule.address].parts
        if rule.over in (Over.PLACE, Over.PROGRAMME):
            assert rule.needs or rule.any_of
            assert "place" in parts or "letter" in parts, rule
        elif rule.over is Over.TRUST:
            assert rule.needs
            assert {"place", "trust"} <= set(parts), rule
        elif rule.over is Over.HELD:
            assert rule.needs
            assert bool(rule.gives) != bool(rule.vouches)
            assert "place" in parts, rule
        elif rule.over in (Over.PARTY, Over.AGREEMENT):
            assert rule.needs
            assert "agreement" in parts, rule
        elif rule.over is Over.PERSON:
            assert rule.needs
            assert "person" in parts, rule
        elif rule.over in (Over.DEPARTMENT, Over.SCHOOL):
            assert rule.needs or rule.any_of
            assert {"place", "urn"} <= set(parts), rule
        else:
            assert not rule.needs, rule


def test_every_command_says_who_may_call_it() -> None:
    assert set(commands(main, "smeaton")) == set(COMMANDS)
