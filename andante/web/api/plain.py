"""What the register gives back, as JSON: fields by name, outcomes by word, days and moments in ISO form."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from andante.filing.outcomes import Outcome
from andante.filing.schema import Filing


def as_json(value: Any) -> Any:
    """The value as JSON holds it. Bytes are hexadecimal; figures that are not known are null.

    What a class does not print (`repr=False`: secrets, salts, names) is left out.
    """
    if isinstance(value, Outcome):
        return value.word
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    if isinstance(value, Filing):
        return {"kind": value.kind, **{name: each for name, each in value.values.items() if each is not None}}
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: as_json(getattr(value, each.name)) for each in fields(value) if each.repr}
    if isinstance(value, Mapping):
        return {str(key): as_json(each) for key, each in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(as_json(each) for each in value)
    if isinstance(value, (tuple, list)):
        return [as_json(each) for each in value]
    return value
