"""What commands that need the database call first; engine commands do without."""

import os

import click


def use_database() -> None:
    """Load Django's settings and apps; what is written from here on comes from the running command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smeaton.project.settings")
    import django

    django.setup()
    from smeaton.apps.history.services import now_from

    context = click.get_current_context(silent=True)
    now_from(f"command {context.command_path}" if context else "command")
