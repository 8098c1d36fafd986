"""Addresses of pages by name, so that a stage can link to a page of another without knowing it."""

from django.conf import settings
from django.urls import reverse


def page_url(name: str, **kwargs: str | int) -> str:
    """The address of the page `name` of `settings.PAGES`; KeyError where there is no such page."""
    return reverse(settings.PAGES[name], kwargs=kwargs)
