"""WGS84 latitude and longitude to British National Grid eastings and northings, offline.

How the coordinates of `src/smeaton/demo/tables/schools.csv` were made from the published ones. The datum is
shifted with the seven-parameter Helmert transformation, and projected on the Airy 1830 ellipsoid, both as
Ordnance Survey's "A guide to coordinate systems in Great Britain" gives them (annexes B and C, section 6.6).
The shift is good to about 5 m, far below the size of a school.

    python tools/grid.py 50.392933 -4.065464
"""

import sys
from math import atan2, cos, radians, sin, sqrt, tan

WGS84 = (6_378_137.0, 6_356_752.314245)
AIRY = (6_377_563.396, 6_356_256.909)
SCALE, LATITUDE_0, LONGITUDE_0 = 0.9996012717, radians(49), radians(-2)
EASTING_0, NORTHING_0 = 400_000.0, -100_000.0
SHIFT = (-446.448, 125.157, -542.060)
ROTATION = tuple(radians(seconds / 3600) for seconds in (-0.1502, -0.2470, -0.8421))
STRETCH = 20.4894e-6


def _datum(latitude: float, longitude: float) -> tuple[float, float]:
    """WGS84 to OSGB36, both in radians, at height 0."""
    a, b = WGS84
    e2 = 1 - (b / a) ** 2
    nu = a / sqrt(1 - e2 * sin(latitude) ** 2)
    x, y = nu * cos(latitude) * cos(longitude), nu * cos(latitude) * sin(longitude)
    z = (1 - e2) * nu * sin(latitude)
    (tx, ty, tz), (rx, ry, rz), s = SHIFT, ROTATION, 1 + STRETCH
    x, y, z = (
        tx + s * x - rz * y + ry * z,
        ty + rz * x + s * y - rx * z,
        tz - ry * x + rx * y + s * z,
    )
    a, b = AIRY
    e2 = 1 - (b / a) ** 2
    p = sqrt(x * x + y * y)
    phi = atan2(z, p * (1 - e2))
    for _ in range(10):
        nu = a / sqrt(1 - e2 * sin(phi) ** 2)
        phi = atan2(z + e2 * nu * sin(phi), p)
    return phi, atan2(y, x)


def national_grid(latitude: float, longitude: float) -> tuple[int, int]:
    """Easting and northing in metres of a WGS84 position in degrees."""
    phi, lam = _datum(radians(latitude), radians(longitude))
    a, b = AIRY
    e2, n = 1 - (b / a) ** 2, (a - b) / (a + b)
    nu = a * SCALE / sqrt(1 - e2 * sin(phi) ** 2)
    rho = a * SCALE * (1 - e2) / (1 - e2 * sin(phi) ** 2) ** 1.5
    eta2 = nu / rho - 1
    d, s = phi - LATITUDE_0, phi + LATITUDE_0
    meridian = (
        b
        * SCALE
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * d
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(d) * cos(s)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * sin(2 * d) * cos(2 * s)
            - 35 / 24 * n**3 * sin(3 * d) * cos(3 * s)
        )
    )
    c, t = cos(phi), tan(phi)
    dl = lam - LONGITUDE_0
    north = (
        meridian
        + NORTHING_0
        + nu / 2 * sin(phi) * c * dl**2
        + nu / 24 * sin(phi) * c**3 * (5 - t**2 + 9 * eta2) * dl**4
        + nu / 720 * sin(phi) * c**5 * (61 - 58 * t**2 + t**4) * dl**6
    )
    east = (
        EASTING_0
        + nu * c * dl
        + nu / 6 * c**3 * (nu / rho - t**2) * dl**3
        + nu / 120 * c**5 * (5 - 18 * t**2 + t**4 + 14 * eta2 - 58 * t**2 * eta2) * dl**5
    )
    return round(east), round(north)


if __name__ == "__main__":
    print(*national_grid(float(sys.argv[1]), float(sys.argv[2])))
