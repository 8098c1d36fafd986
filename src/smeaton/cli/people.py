"""`smeaton people`: what is held about somebody, erasing it, and how long it is kept."""

import click

from smeaton.cli.records import end_hold, erase, export, hold, holds, retain


@click.group()
def command() -> None:
    """People: a copy of what is held about them, erasure, holds, and how long records are kept.

    PERSON is a person's number or an email address, which may be that of somebody who was only ever asked.
    """


for each in (erase, export, hold, holds, end_hold, retain):
    command.add_command(each)
