"""Dutch grid coordinates (RD New, EPSG:28992) and WGS 84: the published polynomials, right to about half a metre.

Source: F.H. Schreutelkamp and G.L. Strang van Hees, "Benaderingsformules voor de transformatie tussen RD- en
WGS84-kaartcoördinaten", Geodesia 2001. Both systems meet in Amersfoort.
"""

_LAT, _LON = 52.15517440, 5.38720621
_X, _Y = 155000.0, 463000.0

_TO_LAT = {
    (0, 1): 3235.65389,
    (2, 0): -32.58297,
    (0, 2): -0.24750,
    (2, 1): -0.84978,
    (0, 3): -0.06550,
    (2, 2): -0.01709,
    (1, 0): -0.00738,
    (4, 0): 0.00530,
    (2, 3): -0.00039,
    (4, 1): 0.00033,
    (1, 1): -0.00012,
}
_TO_LON = {
    (1, 0): 5260.52916,
    (1, 1): 105.94684,
    (1, 2): 2.45656,
    (3, 0): -0.81885,
    (1, 3): 0.05594,
    (3, 1): -0.05607,
    (0, 1): 0.01199,
    (3, 2): -0.00256,
    (1, 4): 0.00128,
    (0, 2): 0.00022,
    (2, 0): -0.00022,
    (5, 0): 0.00026,
}
_TO_X = {
    (0, 1): 190094.945,
    (1, 1): -11832.228,
    (2, 1): -114.221,
    (0, 3): -32.391,
    (1, 0): -0.705,
    (3, 1): -2.340,
    (1, 3): -0.608,
    (0, 2): -0.008,
    (2, 3): 0.148,
}
_TO_Y = {
    (1, 0): 309056.544,
    (0, 2): 3638.893,
    (2, 0): 73.077,
    (1, 2): -157.984,
    (3, 0): 59.788,
    (0, 1): 0.433,
    (2, 2): -6.439,
    (1, 1): -0.032,
    (0, 4): 0.092,
    (1, 4): -0.054,
}


def _sum(terms: dict[tuple[int, int], float], a: float, b: float) -> float:
    return sum(factor * a**p * b**q for (p, q), factor in terms.items())


def to_wgs84(x_m: float, y_m: float) -> tuple[float, float]:
    """Latitude and longitude in degrees of a point of the grid, in metres.

    >>> tuple(round(degrees, 5) for degrees in to_wgs84(155000, 463000))
    (52.15517, 5.38721)
    """
    a, b = (x_m - _X) * 1e-5, (y_m - _Y) * 1e-5
    return _LAT + _sum(_TO_LAT, a, b) / 3600, _LON + _sum(_TO_LON, a, b) / 3600


def from_wgs84(lat: float, lon: float) -> tuple[float, float]:
    """Grid coordinates in metres of a point in degrees.

    >>> tuple(round(metres) for metres in from_wgs84(52.15517440, 5.38720621))
    (155000, 463000)
    """
    a, b = 0.36 * (lat - _LAT), 0.36 * (lon - _LON)
    return _X + _sum(_TO_X, a, b), _Y + _sum(_TO_Y, a, b)
