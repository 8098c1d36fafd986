"""Figures in words: `{{ cost|money }}`, `{{ share|percent }}`, `{{ n|count_of:19 }}`."""

from django import template
from django.utils.html import format_html

from smeaton.terms import Reported, Status
from smeaton.ui import figures

register = template.Library()

register.filter("money", figures.money)
register.filter("percent", figures.percent)
register.filter("count_of", figures.count_of)


@register.filter
def pounds(value: float | None) -> str:
    """28479.62 → “£28,480”: whole pounds; None → “not known”."""
    return figures.money(None if value is None else round(value))


@register.filter
def one_decimal(value: float | None) -> str:
    """15.84 → “15.8”; None → “not known”."""
    return figures.decimal(value, 1)


@register.filter
def two_decimals(value: float | None) -> str:
    """15.837 → “15.84”; None → “not known”."""
    return figures.decimal(value, 2)


@register.filter
def reported(value: Reported, places: int = 1) -> str:
    """A published figure, or in quiet type the reason why there is none. Zero is a figure."""
    if value.status is Status.VALUE:
        return figures.reported(value, places)
    return format_html('<span class="smeaton-quiet">{}</span>', figures.reported(value))
