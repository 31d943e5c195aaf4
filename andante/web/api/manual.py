"""The page on the API, made from its description: `python -m andante.web.api.manual > docs/api.md`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from andante.web.app import create_app
from andante.web.settings import Settings

HEAD = """\
# The API

Made from its OpenAPI document (`/api/openapi.json`) by `python -m andante.web.api.manual`; a test keeps the
two the same. How to sign in, keys, refusals: [serving.md](serving.md). Steps of the workflow:
[workflow.md](workflow.md).

| to whom | means |
|---|---|
| anyone | no credentials |
| signed in | a token, or a session of a browser; what it may see and do is the register's to say |
"""


def manual() -> str:
    """The page as Markdown."""
    document = create_app(Settings()).openapi()
    lines = [HEAD]
    for tag, rows in _by_tag(document).items():
        lines += [
            f"## {tag[0].upper()}{tag[1:]}\n",
            "| address | does | to whom |",
            "|---|---|---|",
            *rows,
            "",
        ]
    return "\n".join(lines).rstrip() + "\n"


def _by_tag(document: dict[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path, method, operation in _operations(document):
        to = "signed in" if operation.get("security") else "anyone"
        words = " ".join(operation["description"].split())
        key = " Takes an `Idempotency-Key`." if _takes_key(operation) else ""
        found.setdefault(operation["tags"][0], []).append(
            f"| `{method.upper()} {path}` | {words}{key} | {to} |"
        )
    return found


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield path, method, operation


def _takes_key(operation: dict[str, Any]) -> bool:
    return any(each["name"] == "Idempotency-Key" for each in operation.get("parameters", ()))


if __name__ == "__main__":
    click.echo(manual(), nl=False)
