"""The OpenAPI document: what FastAPI gathers, with problem documents and tokens, without inventions."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from andante.web.api.models import ProblemDocument

REFERENCE = "#/components/schemas/{model}"
INVENTED = ("HTTPValidationError", "ValidationError")
"""Schemas of FastAPI's own refusals, which are never sent."""


def describe(app: FastAPI) -> dict[str, Any]:
    """The document, made once and kept by the application."""
    if app.openapi_schema:
        return app.openapi_schema
    found = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        routes=app.routes,
        separate_input_output_schemas=app.separate_input_output_schemas,
    )
    components = found.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    problem = ProblemDocument.model_json_schema(ref_template=REFERENCE)
    schemas |= problem.pop("$defs")
    schemas[ProblemDocument.__name__] = problem
    for name in INVENTED:
        schemas.pop(name, None)
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "A token of the register: andante_..."}
    }
    for operations in found["paths"].values():
        for operation in operations.values():
            if "401" in operation["responses"]:
                operation["security"] = [{"token": []}]
    app.openapi_schema = found
    return found
