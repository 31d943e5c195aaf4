"""The units a parameter may have, with the range that each allows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from andante.filing.fields import DEPLOYMENT_FIELDS, MODEL_FIELDS

_COUNT = (0.0, math.inf)
_SHARE = (0.0, 1.0)

PARAMETER_UNITS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        **{field.unit: _COUNT for field in (*MODEL_FIELDS, *DEPLOYMENT_FIELDS) if field.type == "number"},
        "share": _SHARE,
        "fraction of one": _SHARE,
        "working days": _COUNT,
        "years": _COUNT,
        "persons": _COUNT,
        "posts": _COUNT,
        "hours": _COUNT,
        "filings": _COUNT,
        "yuan": _COUNT,
        "dollars": _COUNT,
    }
)
"""Unit to (lowest, highest) value. A parameter is compared with fields, so it has one of their units or one
of these."""
