"""Positions on the National Grid."""

import pytest

from smeaton.engine.sources.grid import national_grid


@pytest.mark.parametrize(
    ("latitude", "longitude", "easting", "northing"),
    [
        # Ordnance Survey, “A guide to coordinate systems in Great Britain”: Caister water tower, in WGS84.
        (52.657977, 1.716038, 651409, 313177),
        # Centre of the Royal Observatory's meridian building at Greenwich.
        (51.477811, -0.001475, 538889, 177331),
    ],
)
def test_known_positions(latitude: float, longitude: float, easting: int, northing: int) -> None:
    found = national_grid(latitude, longitude)
    assert found == (pytest.approx(easting, abs=12), pytest.approx(northing, abs=12))


@pytest.mark.parametrize(("latitude", "longitude"), [(0, 0), (48.8, 2.3), (51.5, 12.0)])
def test_elsewhere_is_refused(latitude: float, longitude: float) -> None:
    with pytest.raises(ValueError, match="Great Britain"):
        national_grid(latitude, longitude)
