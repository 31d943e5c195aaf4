"""What a nest reports: a published number or a law, what the packaged month gives, and whether it holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NestResult:
    """One figure of a nest. `passed` is got within `tolerance` of `expected`, or as `meaning` says."""

    id: str
    meaning: str
    expected: float
    got: float
    tolerance: float
    unit: str
    source: str
    passed: bool

    @classmethod
    def close(
        cls, id: str, meaning: str, expected: float, got: float, tolerance: float, unit: str, source: str
    ) -> NestResult:
        """A figure that must lie within `tolerance` of `expected`; nan never passes."""
        return cls(
            id, meaning, expected, got, tolerance, unit, source, bool(abs(got - expected) <= tolerance)
        )
