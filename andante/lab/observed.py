"""Published series beside the runs: each as its source has it, never spliced with another definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from andante.lab.comparison import ObservedSeries

if TYPE_CHECKING:
    from andante.reference.economies import ReferenceEconomy


def observed_series(economy: ReferenceEconomy) -> tuple[ObservedSeries, ...]:
    """Unemployment and adoption as published, one series per source definition."""
    grouped: dict[str, list[tuple[str, float | None]]] = {}
    for month, series, value in economy.unemployment_history:
        grouped.setdefault(series, []).append((month, value))
    unemployment = [
        ObservedSeries(
            name,
            name.replace("_", " "),
            "fraction of the labour force",
            tuple(month for month, _ in rows),
            tuple(value for _, value in rows),
            economy.vintage,
        )
        for name, rows in grouped.items()
    ]
    adoption: dict[tuple[str, str], list[tuple[str, float | None]]] = {}
    for month, indicator, value, source in economy.adoption_history:
        adoption.setdefault((indicator, source), []).append((month, value))
    use = [
        ObservedSeries(
            indicator,
            indicator.replace("_", " "),
            "fraction",
            tuple(month for month, _ in rows),
            tuple(value for _, value in rows),
            source,
        )
        for (indicator, source), rows in adoption.items()
    ]
    return (*unemployment, *use)
