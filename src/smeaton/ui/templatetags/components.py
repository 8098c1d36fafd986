"""Components with a slot or a rule of their own; those without are includes of `ui/*.html`."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from smeaton.terms import ROLES, Permission, Reach, Where
from smeaton.ui.bands import BANDS
from smeaton.ui.charts import Chart, store

register = template.Library()


@register.filter
def roles(reach: Reach | str) -> str:
    """The roles somebody holds, in words: “Hub lead”."""
    if not isinstance(reach, Reach):
        return ""
    return ", ".join(ROLES[role].title for role in reach.roles())


@register.simple_tag(takes_context=True)
def may(context: Context, permission: str) -> bool:
    """Whether the reader holds a permission over the page's programme, else its place.

    `{% may "view agreements" as they_may %}`.
    """
    reach, over = context.get("reach"), context.get("programme") or context.get("place")
    if not isinstance(reach, Reach) or over is None:
        return False
    where = getattr(over, "where", None)
    return reach.can(Permission(permission), where if isinstance(where, Where) else Where(place=over.pk))


@register.simple_tag(takes_context=True)
def picture_address(context: Context, chart: Any) -> str:
    """Where the reader of this page fetches a chart's picture while it is being drawn."""
    reach = context.get("reach")
    if isinstance(reach, Reach) and isinstance(chart, Chart):
        store.show_to(chart.key, reach)
    return str(chart.address)


@register.simple_block_tag
def breadcrumbs(content: str) -> SafeString:
    """`{% breadcrumbs %}{% crumb "Plymouth" url %}{% crumb "Needs" %}{% endbreadcrumbs %}`."""
    return format_html(
        '<nav class="govuk-breadcrumbs smeaton-crumbs" aria-label="Breadcrumb">'
        '<ol class="govuk-breadcrumbs__list">{}</ol></nav>',
        content,
    )


@register.simple_tag
def crumb(text: str, url: str = "") -> SafeString:
    """One step of the way down; the last one, without address, is the page itself."""
    if not url:
        return format_html('<li class="govuk-breadcrumbs__list-item" aria-current="page">{}</li>', text)
    return format_html(
        '<li class="govuk-breadcrumbs__list-item"><a class="govuk-breadcrumbs__link" href="{}">{}</a></li>',
        url,
        text,
    )


@register.simple_block_tag
def finding(content: str) -> SafeString:
    """The sentence under the title that says what the page shows."""
    return format_html('<p class="smeaton-finding">{}</p>', content)


@register.simple_block_tag
def card(content: str, title: str, level: int = 3) -> SafeString:
    """A bordered card with a heading of the level given: `{% card title=item.name %}…{% endcard %}`."""
    return format_html(
        '<div class="smeaton-card"><h{0} class="smeaton-card__title">{1}</h{0}>{2}</div>',
        level,
        title,
        content,
    )


@register.simple_tag
def band(name: str) -> SafeString:
    """A need's band in its word and shade: “clearly a priority”, “possibly”, “unlikely”."""
    kind = BANDS.get(name, "unsure")
    return format_html('<span class="smeaton-band smeaton-band--{}">{}</span>', kind, name)


@register.simple_tag
def lane(estimate: float, lower: float, upper: float, ours: object = True) -> SafeString:
    """One estimate on the four levels with its interval, as a line with a dot, for a cell of a table.

    Its figures stand in another cell: the picture is hidden from screen readers.
    """
    kind = "ours" if ours else "other"
    left, at, right = (6 + (min(max(value, 1.0), 4.0) - 1) / 3 * 288 for value in (lower, estimate, upper))
    ticks = mark_safe(  # noqa: S308 - numbers only
        "".join(
            f'<line class="smeaton-lane__tick" x1="{x}" x2="{x}" y1="0" y2="16"/>' for x in (6, 102, 198, 294)
        )
    )
    return format_html(
        '<svg class="smeaton-lane smeaton-lane--{}" viewBox="0 0 300 16" aria-hidden="true"'
        ' focusable="false">{}<line class="smeaton-lane__line" x1="{}" x2="{}" y1="8" y2="8"/>'
        '<circle class="smeaton-lane__dot" cx="{}" cy="8" r="4.2"/></svg>',
        kind,
        ticks,
        *(f"{x:.1f}" for x in (left, right, at)),
    )


@register.simple_tag
def seats(smallest: int, booked: int, largest: int) -> SafeString:
    """Seats of a run as a small bar with its words: booked of largest, with a tick at the minimum."""
    return format_html(
        '<span class="smeaton-seats"><svg class="smeaton-seats__bar" viewBox="0 0 100 14" width="100"'
        ' height="14" aria-hidden="true" focusable="false">{}</svg> '
        '<span>{} of {}<span class="smeaton-quiet"> (minimum {})</span></span></span>',
        mark_safe("".join(_seat_shapes(smallest, booked, largest))),  # noqa: S308 - numbers only
        booked,
        largest,
        smallest,
    )


def _seat_shapes(smallest: int, booked: int, largest: int) -> Iterator[str]:
    scale = 98 / max(largest, booked, 1)
    kind = "short" if booked < smallest else "filled"
    yield '<rect class="smeaton-seats__all" x="1" y="3" width="98" height="8"/>'
    yield f'<rect class="smeaton-seats__{kind}" x="1" y="3" width="{booked * scale:.1f}" height="8"/>'
    x = 1 + smallest * scale
    yield f'<line class="smeaton-seats__least" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="14"/>'
