"""How a moment stands in the database: text in UTC to the microsecond, the same on SQLite and PostgreSQL.

The text is that of `leaf.log_time`: texts are in the order of the moments they name, so they can be compared.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.types import TypeDecorator

from andante.register.leaf import log_time

Clock = Callable[[], datetime]
"""Tells the time, with its zone. Nothing here looks at a clock of its own."""


class Moment(TypeDecorator[datetime]):
    """A column of moments. In Python always aware and in UTC; a time without its zone is refused."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:  # noqa: ARG002
        """The text of a moment."""
        return None if value is None else log_time(value)

    def process_result_value(self, value: str | None, dialect: Any) -> datetime | None:  # noqa: ARG002
        """The moment of a text."""
        return (
            None if value is None else datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
        )
