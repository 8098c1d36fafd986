"""`smeaton people add | set-password | forget-factors | sign-out | vouch | close`: who may get in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from smeaton.cli.environment import use_database
from smeaton.terms import ROLES, Reach, Role, ScopeKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from smeaton.apps.people.models import User

_OVER = "place:SLUG, programme:NAME, trust:NAME or school:URN"
_REACH = Reach.of_system("smeaton people")


class Refusal(click.ClickException):
    """Nothing was done: a sentence on standard error, exit status 2."""

    exit_code = 2


@click.command()
@click.argument("email")
@click.option("--name", required=True, help="How pages call them.")
@click.option("--role", type=click.Choice([role.value for role in Role]), help="A role to give them.")
@click.option("--over", help=f"What the role is over: {_OVER}.")
@click.option("--password", is_flag=True, help="Ask for a password, for an installation without mail.")
def add(email: str, name: str, role: str | None, over: str | None, password: bool) -> None:
    """Add somebody who signs in with EMAIL, so that a new installation has a first person.

    They sign in by a code sent there; with --password also by that. A role that needs a second factor has
    them set one up first.
    """
    use_database()
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.db import IntegrityError, transaction
    from django.utils import timezone

    from smeaton.apps.access.services import grant
    from smeaton.apps.people.services import add_person

    try:
        validate_email(email)
    except ValidationError:
        raise Refusal(f"“{email}” is not an email address.") from None
    if bool(role) != bool(over):
        raise Refusal(f"A role needs --over, and --over a role: {_OVER}.")
    scope = _scope(Role(role), over or "") if role else None
    chosen = _new_password(email) if password else None
    try:
        with transaction.atomic():
            person = add_person(reach=_REACH, name=name, email=email, password=chosen)
            if role and scope:
                kind, key = scope
                today = timezone.localdate()
                grant(reach=_REACH, person=person.pk, role=Role(role), scope=kind, key=key, starts=today)
    except IntegrityError:
        raise Refusal(f"Somebody signs in with {email} already.") from None
    click.echo(f"{name} may sign in with {email}" + (f", as {role} of {over}." if role else "; no role yet."))


@click.command("set-password")
@click.argument("email")
def set_password(email: str) -> None:
    """Ask for a new password for somebody. Their sessions end."""
    use_database()
    from smeaton.apps.people.services import change_password

    user = _user(email)
    change_password(reach=_REACH, user_id=user.pk, password=_new_password(email, user))
    click.echo("The password is set; they are signed out everywhere.")


@click.command("forget-factors")
@click.argument("email")
def forget_factors(email: str) -> None:
    """Take away all second factors of somebody who has lost them. Make sure first that it is they who ask."""
    use_database()
    from smeaton.apps.home.services.signing_in import forget_second_factors

    number = forget_second_factors(reach=_REACH, user=_user(email))
    click.echo(f"{number} taken away; they are signed out everywhere, and set up anew when they sign in.")


@click.command()
@click.argument("email")
def vouch(email: str) -> None:
    """Vouch for somebody of a school or a trust whom the hub let in, where nobody else can.

    Make sure first that it is they: ring the school at its published number.
    """
    use_database()
    from django.utils import timezone

    from smeaton.apps.access.models import GrantRecord
    from smeaton.apps.access.services.vouching import vouch as vouch_for

    waiting = GrantRecord.objects.on_word().filter(person__user=_user(email))
    number = vouch_for(reach=_REACH, grants=list(waiting.values_list("pk", flat=True)), at=timezone.now())
    if not number:
        raise Refusal(f"Nothing of {email} waits for somebody to vouch.")
    click.echo(f"{number} role{'s' if number > 1 else ''} vouched for; what they signed counts from now on.")


@click.command()
@click.argument("email")
def close(email: str) -> None:
    """Close somebody's login: their sessions end at once and no way in works any more."""
    use_database()
    from smeaton.apps.people.services import close_login

    close_login(reach=_REACH, user_id=_user(email).pk)
    click.echo("The login is closed.")


@click.command("sign-out")
@click.argument("email", required=False)
@click.option("--everybody", is_flag=True, help="Sign out whoever is signed in.")
def sign_out(email: str | None, everybody: bool) -> None:
    """End the sessions of one person, or of everybody. They can sign in again."""
    if bool(email) == everybody:
        raise Refusal("Say whose sessions end: an address, or --everybody.")
    use_database()
    from django.utils import timezone

    from smeaton.apps.home.services.signing_in import sign_everybody_out, sign_out_everywhere

    at = timezone.now()
    if email:
        number = sign_out_everywhere(reach=_REACH, user=_user(email), at=at)
    else:
        number = sign_everybody_out(reach=_REACH, at=at)
    click.echo(f"{number} session{'' if number == 1 else 's'} ended.")


def _user(email: str) -> User:
    from smeaton.apps.people.queries import user_with_address

    user = user_with_address(email)
    if user is None:
        raise Refusal(f"Nobody signs in with {email}.")
    return user


def _new_password(email: str, user: User | None = None) -> str:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from smeaton.apps.people.models import User

    password = str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    try:
        validate_password(password, user or User(email=email))
    except ValidationError as error:
        raise Refusal(" ".join(error.messages)) from None
    return password


def _scope(role: Role, over: str) -> tuple[ScopeKind, int]:
    """What `over` names, which must be of a kind that the role is held over."""
    from smeaton.apps.places.models import Place, Programme
    from smeaton.apps.register.models import School, Trust

    kind, colon, name = over.partition(":")
    if not colon or kind not in list(ScopeKind) or ScopeKind(kind) not in ROLES[role].scopes:
        kinds = " or ".join(f"{one}:…" for one in sorted(ROLES[role].scopes))
        raise Refusal(f"The role {role} is held over {kinds}.")
    keys: dict[ScopeKind, Callable[[], int | None]] = {
        ScopeKind.PLACE: lambda: Place.objects.filter(slug=name).values_list("pk", flat=True).first(),
        ScopeKind.PROGRAMME: lambda: Programme.objects.filter(name=name).values_list("pk", flat=True).first(),
        ScopeKind.TRUST: lambda: Trust.objects.filter(name__iexact=name).values_list("pk", flat=True).first(),
        ScopeKind.SCHOOL: lambda: (
            School.objects.filter(pk=name if name.isdecimal() else 0).values_list("pk", flat=True).first()
        ),
    }
    key = keys.get(ScopeKind(kind), lambda: None)()
    if key is None:
        raise Refusal(f"There is no {kind} “{name}” here.")
    return ScopeKind(kind), key
