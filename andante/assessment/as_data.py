"""An assessment as plain data: for `--json`, for assessment.json, and the filing as the register reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from andante.assessment.findings import Assessment
from andante.filing.fields import SCHEMA_VERSION
from andante.filing.schema import Filing
from andante.policies.decision import Decision


def assessment_data(assessment: Assessment) -> dict[str, Any]:
    """Every figure of the assessment; nothing about groups too small to be shown is in it."""
    data = _plain(assessment)
    assert isinstance(data, dict)
    data["deployment"].pop("lines", None)
    data.pop("for_review")
    return data


def filing_data(filing: Filing) -> dict[str, Any]:
    """The filing as `filing.load` reads it: kind, schema version and the fields that are known."""
    known = {name: value for name, value in filing.values.items() if value is not None}
    return {"kind": filing.kind, "schema_version": SCHEMA_VERSION, **known}


def filing_text(filing: Filing) -> str:
    """filing.json: sorted, one field a line."""
    return json.dumps(filing_data(filing), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, Filing):
        return filing_data(value)
    if isinstance(value, Decision):
        return value.as_dict()
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value
