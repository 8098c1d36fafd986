"""Latitude and longitude → easting and northing on the National Grid, exact enough for a map of schools."""

from math import atan2, cos, radians, sin, sqrt, tan

# Ellipsoids: (semi-major axis, semi-minor axis) in metres.
_WGS84 = (6_378_137.0, 6_356_752.314_245)
_AIRY = (6_377_563.396, 6_356_256.909)
_SCALE, _LAT0, _LON0 = 0.999_601_271_7, radians(49), radians(-2)
_EAST0, _NORTH0 = 400_000.0, -100_000.0


def national_grid(latitude: float, longitude: float) -> tuple[int, int]:
    """Easting and northing in whole metres of a WGS84 position in Great Britain, within about 5 m.

    A Helmert transformation to the Airy ellipsoid and the transverse Mercator projection, after Ordnance
    Survey, “A guide to coordinate systems in Great Britain”, sections 6.6 and C.1. Raises ValueError for a
    position outside Great Britain.
    """
    if not (49 <= latitude <= 61 and -9 <= longitude <= 2.5):
        raise ValueError("is not a position in Great Britain")
    x, y, z = _cartesian(radians(latitude), radians(longitude), _WGS84)
    turned = _helmert(x, y, z)
    return _project(*_geodetic(*turned, _AIRY))


def _cartesian(lat: float, lon: float, ellipsoid: tuple[float, float]) -> tuple[float, float, float]:
    a, b = ellipsoid
    e2 = 1 - (b / a) ** 2
    nu = a / sqrt(1 - e2 * sin(lat) ** 2)
    return nu * cos(lat) * cos(lon), nu * cos(lat) * sin(lon), nu * (1 - e2) * sin(lat)


def _helmert(x: float, y: float, z: float) -> tuple[float, float, float]:
    tx, ty, tz = -446.448, 125.157, -542.060
    scale = 1 + 20.4894e-6
    rx, ry, rz = (radians(seconds / 3600) for seconds in (-0.1502, -0.2470, -0.8421))
    return (
        tx + scale * x - rz * y + ry * z,
        ty + rz * x + scale * y - rx * z,
        tz - ry * x + rx * y + scale * z,
    )


def _geodetic(x: float, y: float, z: float, ellipsoid: tuple[float, float]) -> tuple[float, float]:
    a, b = ellipsoid
    e2 = 1 - (b / a) ** 2
    p = sqrt(x * x + y * y)
    lat = atan2(z, p * (1 - e2))
    for _ in range(5):
        nu = a / sqrt(1 - e2 * sin(lat) ** 2)
        lat = atan2(z + e2 * nu * sin(lat), p)
    return lat, atan2(y, x)


def _project(lat: float, lon: float) -> tuple[int, int]:
    a, b = _AIRY
    e2, n = 1 - (b / a) ** 2, (a - b) / (a + b)
    nu = a * _SCALE / sqrt(1 - e2 * sin(lat) ** 2)
    rho = a * _SCALE * (1 - e2) / (1 - e2 * sin(lat) ** 2) ** 1.5
    eta2 = nu / rho - 1
    d, s = lat - _LAT0, lat + _LAT0
    arc = (
        b
        * _SCALE
        * (
            (1 + n + 1.25 * n**2 + 1.25 * n**3) * d
            - (3 * n + 3 * n**2 + 2.625 * n**3) * sin(d) * cos(s)
            + (1.875 * n**2 + 1.875 * n**3) * sin(2 * d) * cos(2 * s)
            - 35 / 24 * n**3 * sin(3 * d) * cos(3 * s)
        )
    )
    t2, c = tan(lat) ** 2, cos(lat)
    dl = lon - _LON0
    north = (
        arc
        + _NORTH0
        + nu / 2 * sin(lat) * c * dl**2
        + nu / 24 * sin(lat) * c**3 * (5 - t2 + 9 * eta2) * dl**4
        + nu / 720 * sin(lat) * c**5 * (61 - 58 * t2 + t2**2) * dl**6
    )
    east = (
        _EAST0
        + nu * c * dl
        + nu / 6 * c**3 * (nu / rho - t2) * dl**3
        + nu / 120 * c**5 * (5 - 18 * t2 + t2**2 + 14 * eta2 - 58 * t2 * eta2) * dl**5
    )
    return round(east), round(north)
