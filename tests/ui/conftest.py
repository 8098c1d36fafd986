"""What tests of the ui may ask for."""

from pathlib import Path
from typing import Any

import pytest

from smeaton.ui.charts import Chart, draw
from smeaton.ui.gallery import gallery_charts


@pytest.fixture(autouse=True)
def charts_folder(settings: Any, tmp_path: Path) -> Path:
    """Keep the drawn charts of a test apart from those of the installation, and of other tests."""
    # Hashing slowly is the point of a password hasher, and not of these tests.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    folder = tmp_path / "charts"
    settings.CACHES = settings.CACHES | {"charts": settings.CACHES["charts"] | {"LOCATION": folder}}
    return folder


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
