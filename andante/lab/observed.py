"""Published series beside the runs: each as its source has it, never spliced with another definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from andante.lab.comparison import ObservedSeries

if TYPE_CHECKING:
    from andante.reference.economies import ReferenceEconomy


def observed_series(economy: ReferenceEconomy) -> tuple[ObservedSeries, ...]:
    """Unemployment and adoption as published, one series per definition and source."""
    rates: dict[str, list[tuple[str, float | None]]] = {}
    for rate in economy.unemployment_history:
        rates.setdefault(rate.series, []).append((rate.month, rate.value))
    use: dict[tuple[str, str], list[tuple[str, float | None]]] = {}
    for figure in economy.adoption_history:
        use.setdefault((figure.indicator, figure.source), []).append((figure.month, figure.value))
    return (
        *(_series(name, rows, "fraction of the labour force", "") for name, rows in rates.items()),
        *(_series(name, rows, _unit(rows), source) for (name, source), rows in use.items()),
    )


def _series(name: str, rows: list[tuple[str, float | None]], unit: str, source: str) -> ObservedSeries:
    months, values = zip(*sorted(rows, key=lambda row: row[0]), strict=True)
    return ObservedSeries(name, name.replace("_", " "), unit, months, values, source)


def _unit(rows: list[tuple[str, float | None]]) -> str:
    """Shares are fractions of one; what exceeds one is a count."""
    return "fraction" if all(value is None or value <= 1.0 for _, value in rows) else "number"
