"""What the pages of signing in hand to their script."""

import json

from django import template

register = template.Library()


@register.filter
def as_json(value: object) -> str:
    """A value as JSON, to stand in an attribute: `data-options="{{ options|as_json }}"`."""
    return json.dumps(value)
