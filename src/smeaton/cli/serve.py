"""`smeaton serve`."""

import click

from smeaton.cli.environment import use_database
from smeaton.cli.serving import serve


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65_535))
def command(port: int) -> None:
    """Serve the configured database on localhost, with the worker beside it, until Ctrl-C."""
    use_database()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    serve(port, "serve", lambda address: click.echo(f"Smeaton is served on {address} - Ctrl-C stops it."))
