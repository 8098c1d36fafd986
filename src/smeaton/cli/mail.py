"""`smeaton mail`: how the outbox stands, sending now, and what mail servers send back."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from smeaton.cli.environment import use_database

_MOST_BYTES = 2_000_001


@click.group()
def command() -> None:
    """Letters: how the outbox stands, sending now, and letters that came back."""


@command.command()
def status() -> None:
    """Say how many letters wait, went and came back, and what keeps those that wait."""
    use_database()
    from django.utils import timezone

    from smeaton.apps.outbox.models import LetterState
    from smeaton.apps.outbox.queries import outbox_status

    found = outbox_status(timezone.now())
    if not found.sends:
        click.echo("This installation sends no mail yet: SMEATON_SMTP_URL is not set.")
    for state in LetterState:
        if number := found.counts.get(state):
            click.echo(f"{number:>7,} {state.label}")
    if not found.counts:
        click.echo("No letter has been written yet.")
    if found.oldest:
        click.echo(
            f"The oldest that waits was written on {timezone.localtime(found.oldest):%-d %B %Y at %H:%M}."
        )
    if found.trouble:
        click.echo(found.trouble)


@command.command()
def send() -> None:
    """Write what the schedule asks for, send everything that is due, and end."""
    use_database()
    from django.conf import settings

    from smeaton.apps.needs.tasks import look_after_letters

    if not settings.SMTP_URL:
        raise Refusal("This installation sends no mail yet: set SMEATON_SMTP_URL.")
    report = look_after_letters()
    click.echo(
        f"{report.sent} sent, {report.later} put off, {report.refused} refused, "
        f"{report.uncertain} perhaps sent."
    )
    if report.trouble:
        raise Refusal(report.trouble)


@command.command()
def bounce() -> None:
    """Take in one returned letter from standard input, as a mail server's pipe hands it over."""
    use_database()
    try:
        click.echo(_take(sys.stdin.buffer.read(_MOST_BYTES)))
    except ValueError as error:
        raise Refusal(str(error)) from None


@command.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def bounces(folder: Path) -> None:
    """Take in every returned letter in a folder with one message a file; a Maildir will do.

    The files are left where they are; a letter that was taken in before is not changed again.
    """
    use_database()
    taken = refused = 0
    for path in _messages(folder):
        try:
            click.echo(f"{path.name}: {_take(_content(path))}")
            taken += 1
        except (OSError, ValueError) as error:
            click.echo(f"{path.name}: {error}", err=True)
            refused += 1
    click.echo(f"{taken} delivery reports read, {refused} other messages left alone.")


class Refusal(click.ClickException):
    """Nothing was done: a sentence on standard error, exit status 2."""

    exit_code = 2


def _take(content: bytes) -> str:
    from django.utils import timezone

    from smeaton.apps.outbox.services import take_report
    from smeaton.terms import Reach

    return take_report(reach=Reach.of_system("smeaton mail"), content=content, at=timezone.now())


def _messages(folder: Path) -> Iterator[Path]:
    """The files of the folder and its own folders, in order; not what a Maildir is still taking in."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.parent.name != "tmp" and not path.name.startswith("."):
            yield path


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_MOST_BYTES)
