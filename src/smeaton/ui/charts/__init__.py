"""Charts: a Vega-Lite specification drawn without browser or network, with its finding and its table.

Each function takes plain rows (`rows.py`) and returns a `Chart`. Uncertainty is always drawn: a dot with its
90% interval, never a bare bar.
"""

from smeaton.ui.charts.bars import bars
from smeaton.ui.charts.budget import budget_line
from smeaton.ui.charts.chart import Chart, KeyItem, draw
from smeaton.ui.charts.dots import dots, paired_dots
from smeaton.ui.charts.gap import gap_lines
from smeaton.ui.charts.rows import Bar, BudgetPoint, Dot, GapPoint, Mark, Pair

__all__ = [
    "Bar",
    "BudgetPoint",
    "Chart",
    "Dot",
    "GapPoint",
    "KeyItem",
    "Mark",
    "Pair",
    "bars",
    "budget_line",
    "dots",
    "draw",
    "gap_lines",
    "paired_dots",
]
