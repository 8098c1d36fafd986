"""A chart as pages take it: a finding, a picture in two widths, its key, the table behind it, its source."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.safestring import SafeString

from smeaton.ui.charts import store
from smeaton.ui.charts.drawing import Drawing


@dataclass(frozen=True)
class KeyItem:
    """One line of a chart's key: the sign (the last part of its class in smeaton.css) and its meaning."""

    sign: str
    text: str


@dataclass(frozen=True)
class Chart:
    """One chart of a page, shown by `{% include "ui/chart.html" with chart=chart %}`.

    `finding` is the sentence that says what it shows; `columns` and `rows` are the table behind it, every
    cell as text, the first cell of a row its name. `synthetic` marks figures made up for a demonstration;
    the picture then says so itself, in its axis title. `notes` stand below the picture. Where there are no
    rows there is no picture.
    """

    title: str
    finding: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    source: str
    synthetic: bool
    drawing: Drawing
    legend: tuple[KeyItem, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The name of the drawing."""
        return self.drawing.key

    @cached_property
    def svg(self) -> SafeString | None:
        """The picture in both widths, or None while it is not drawn; then it waits to be drawn."""
        found = store.cached(self.key)
        if found is None and self.rows and not self.failed:
            store.wait_for(self.drawing)
        return found

    @property
    def failed(self) -> bool:
        """Whether the picture could not be drawn."""
        return store.failed(self.key)

    @property
    def address(self) -> str:
        """Where the picture is fetched from while it is being drawn."""
        return reverse("ui:picture", args=[self.key])


def draw(charts: Iterable[Chart]) -> None:
    """Draw the charts that are not drawn yet: for commands and tasks, not views (the first takes 3–5 s)."""
    store.draw_all(chart.drawing for chart in charts)
