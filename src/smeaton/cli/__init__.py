"""The command line, one file per command: parse, call, print. Commands are loaded when they are called."""

import importlib

import click

_COMMANDS = {
    "demo": "the demonstration place: prepared, analysed, planned and served",
    "history": "what was recorded: verify that nothing was altered",
    "keys": "from one secret key of the site to the next",
    "mail": "letters: how the outbox stands, sending, what came back",
    "mentoring": "who mentors whom, from a problem's file",
    "migrate": "prepare the database, or bring it up to date",
    "needs": "needs analysis from a file of answers",
    "people": "who may sign in, what is held about somebody, erasing it, how long it is kept",
    "register": "school register, public outcomes and their consistency",
    "serve": "serve the site on localhost",
    "support": "plan support packages, and check a plan",
    "worker": "do the background work",
}


class _Commands(click.Group):
    """Names every command without loading it, so that `smeaton --help` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands, in alphabetical order."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command from its file."""
        if cmd_name not in _COMMANDS:
            return None
        command = importlib.import_module(f"smeaton.cli.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with a line each, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))


@click.group(cls=_Commands)
def main() -> None:
    """Smeaton runs place-based professional-development programmes for teachers."""
