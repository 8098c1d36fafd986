"""What tests of the ui may ask for."""

from pathlib import Path

import pytest

from smeaton.ui.charts import Chart, draw
from smeaton.ui.gallery import gallery_charts
from tests.factories.quick import own_installation

__all__ = ["own_installation"]


@pytest.fixture
def charts_folder(own_installation: None, tmp_path: Path) -> Path:
    """Where the drawn charts of a test are kept."""
    return tmp_path / "charts"


@pytest.fixture(scope="session")
def pictures() -> dict[str, str]:
    """The markup of every kind of chart, by its name in the gallery; drawn once, as it takes seconds."""
    return {name: chart.drawing.svg() for name, chart in gallery_charts().items() if chart.rows}


@pytest.fixture
def drawn() -> dict[str, Chart]:
    """The gallery's charts, drawn and cached."""
    charts = gallery_charts()
    draw(chart for chart in charts.values() if chart.rows)
    return gallery_charts()
