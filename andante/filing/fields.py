"""Every field of a filing, once, by kind of filing."""

from __future__ import annotations

from types import MappingProxyType

from andante.filing.deployment_fields import DEPLOYMENT_FIELDS, SECTORS
from andante.filing.field_definition import FieldDefinition, FieldType, FilingKind, Value
from andante.filing.model_fields import ALGORITHM_TYPES, MODEL_FIELDS

__all__ = [
    "ALGORITHM_TYPES",
    "DEPLOYMENT_FIELDS",
    "FIELDS",
    "KINDS",
    "MODEL_FIELDS",
    "SCHEMA_VERSION",
    "SECTORS",
    "FieldDefinition",
    "FieldType",
    "FilingKind",
    "Value",
]

SCHEMA_VERSION = 1

FIELDS: MappingProxyType[str, MappingProxyType[str, FieldDefinition]] = MappingProxyType(
    {
        "deployment": MappingProxyType({field.name: field for field in DEPLOYMENT_FIELDS}),
        "model": MappingProxyType({field.name: field for field in MODEL_FIELDS}),
    }
)
KINDS: tuple[FilingKind, ...] = ("deployment", "model")
