"""Figures in words."""

import pytest
from django.template import Context, Template

from smeaton.terms import Reported, Status
from smeaton.ui import figures


@pytest.mark.parametrize(
    ("value", "words"),
    [(15.84, "15.8"), (0, "0.0"), (-0.04, "0.0"), (-1.26, "−1.3"), (1234.5, "1,234.5"), (None, "not known")],
)
def test_one_decimal(value: float | None, words: str) -> None:
    assert figures.decimal(value) == words


@pytest.mark.parametrize(
    ("pounds", "words"),
    [(28480, "£28,480"), (0, "£0"), (12.5, "£12.50"), (-40, "−£40"), (None, "not known")],
)
def test_money(pounds: float | None, words: str) -> None:
    assert figures.money(pounds) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.734, "73%"), (0, "0%"), (0.001, "under 1%"), (0.999, "over 99%"), (1, "100%"), (None, "not known")],
)
def test_a_share_never_reads_as_all_or_nothing_where_it_is_not(share: float | None, words: str) -> None:
    assert figures.percent(share) == words


def test_four_reasons_and_zero_read_differently() -> None:
    told = [figures.reported(Reported.of(0.0))]
    told += [figures.reported(Reported(status)) for status in Status if status is not Status.VALUE]
    assert told == ["0.0", "suppressed", "not applicable", "missing"]


def test_filters_in_a_template() -> None:
    page = Template("{% load figures %}{{ n|count_of:19 }}, {{ cost|money }}, {{ gap|reported }}")
    gone = Reported(Status.SUPPRESSED)
    assert page.render(Context({"n": 12, "cost": 5, "gap": gone})) == (
        '12 of 19, £5, <span class="smeaton-quiet">suppressed</span>'
    )
