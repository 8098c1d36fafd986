"""Links to pages of other stages, by name: `{% page_url "department" place=place.slug urn=row.urn %}`."""

from django import template

from smeaton.ui import pages

register = template.Library()


@register.simple_tag
def page_url(name: str, **kwargs: str | int) -> str:
    """The address of a page of `settings.PAGES`."""
    return pages.page_url(name, **kwargs)
