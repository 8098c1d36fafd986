"""`smeaton keys`: from one secret key of the site to the next."""

import click

from smeaton.cli.environment import use_database


@click.group()
def command() -> None:
    """The site's secret key: put what is kept under an earlier one under the present one."""


@command.command()
def renew() -> None:
    """Encrypt second factors anew, and find answers by the present key.

    Afterwards an earlier key can be taken out of SMEATON_SECRET_KEYS_BEFORE; links in letters that were
    written under it end then.
    """
    use_database()
    from smeaton.apps.home.services.renewing import renew_secrets
    from smeaton.terms import Reach

    done = renew_secrets(reach=Reach.of_system("smeaton keys"))
    click.echo(f"{done.factors} second factors encrypted anew, {done.responses} responses renamed.")
