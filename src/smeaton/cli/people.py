"""`smeaton people`: who may sign in and who cannot get in; what is held about somebody, and how long."""

import click

from smeaton.cli.logins import add, close, forget_factors, set_password, sign_out, vouch
from smeaton.cli.records import end_hold, erase, export, hold, holds, retain


@click.group()
def command() -> None:
    """People: who may sign in, a copy of what is held about them, erasure, holds, how long records are kept.

    EMAIL is the address of somebody who signs in. PERSON is a person's number or an email address, which may
    be that of somebody who was only ever asked.
    """


_SIGN_IN = (add, set_password, forget_factors, sign_out, vouch, close)
for each in (*_SIGN_IN, erase, export, hold, holds, end_hold, retain):
    command.add_command(each)
