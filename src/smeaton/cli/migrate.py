"""`smeaton migrate`."""

import click

from smeaton.cli.environment import use_database


@click.command()
@click.option("--quiet", is_flag=True, help="Print nothing unless something is wrong.")
def command(quiet: bool) -> None:
    """Prepare an empty database, or bring an older one up to date."""
    use_database()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0 if quiet else 1)
