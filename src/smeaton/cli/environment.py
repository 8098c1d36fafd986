"""What commands that need the database call first; engine commands do without."""

import os


def use_database() -> None:
    """Load Django's settings and apps."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smeaton.project.settings")
    import django

    django.setup()
