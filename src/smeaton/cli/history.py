"""`smeaton history`: whether what was recorded is still what was recorded."""

import click

from smeaton.cli.environment import use_database


@click.group()
def command() -> None:
    """What was recorded: verify that nothing was altered, taken out or put in since."""


@command.command()
@click.option("--head", default="", metavar="DIGEST", help="A digest that was noted down earlier.")
def verify(head: str) -> None:
    """Read the whole chain and name the first event that does not hold.

    Ends with status 1 where one was altered, is missing or was inserted. The chain by itself cannot tell that
    its last events were cut off: keep what `smeaton history head` prints elsewhere, and give it with --head.
    """
    use_database()
    from smeaton.apps.history.queries import verify as verify_chain
    from smeaton.terms import Reach

    found = verify_chain(reach=Reach.of_system("smeaton history"), kept=head.strip().lower())
    if not found.holds:
        raise click.ClickException(f"{found.fault} The {found.events:,} before hold.")
    click.echo(f"All {found.events:,} events hold. Head: {found.head or 'none, nothing was recorded yet'}")


@command.command()
def head() -> None:
    """Print the digest of the latest event, to be kept elsewhere."""
    use_database()
    from smeaton.apps.history.queries import last_link

    number, digest = last_link()
    if not number:
        raise click.ClickException("Nothing was recorded yet.")
    click.echo(digest)
