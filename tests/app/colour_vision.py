"""How colours look to eyes that lack a kind of cone, and how far apart two colours are.

The matrices are those of Machado, Oliveira and Fernandes (2009, doi:10.1109/TVCG.2009.113) at full
severity, on linear RGB; the distance is CIE76 in Lab under D65.
"""

from __future__ import annotations

import math

from PySide6.QtGui import QColor

Vector = tuple[float, float, float]
DEFICIENCIES: dict[str, tuple[Vector, Vector, Vector]] = {
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def distance(one: str, other: str, deficiency: str) -> float:
    """How far apart two colours look; 2.3 is just noticeable."""
    return math.dist(_lab(one, deficiency), _lab(other, deficiency))


def _lab(name: str, deficiency: str) -> Vector:
    colour = QColor(name)
    red, green, blue = (_linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    seen = [
        sum(a * b for a, b in zip(row, (red, green, blue), strict=True)) for row in DEFICIENCIES[deficiency]
    ]
    r, g, b = (min(max(part, 0.0), 1.0) for part in seen)
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883
    fx, fy, fz = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
