"""What every test may ask for. Nothing here imports Django: engine tests also run without it."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED_DATA = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real public data that stands beside the checkout; the test skips where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"no public data at {SHARED_DATA}")
    return SHARED_DATA


@pytest.fixture(scope="session")
def shared_tools() -> Path:
    """The folder with the independent plan checker; the test skips where it is absent."""
    tools = SHARED_DATA.parent / "tools"
    if not tools.is_dir():
        pytest.skip(f"no tools at {tools}")
    return tools
