"""The packaged economies, ready for a model: every array in Andante's occupations, ages and sectors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from andante.errors import Problem, ReferenceDataError, Where
from andante.reference.catalog import DATA_FOLDER
from andante.reference.exposures import MEASURES
from andante.reference.layouts import ECONOMY_NUMBERS, ECONOMY_WORDS, LAYOUTS, PREFIXES, prefix_of
from andante.reference.occupations import AGES, FIRM_SIZES, OCCUPATION_IDS, OCCUPATIONS, SECTIONS
from andante.reference.tables import grid, numbers, read_table, words

Array = NDArray[np.float64]
PROVINCE_SEX = "china_employment_province_sex"
MONTHS = tuple(str(month) for month in range(1, 13))


class Rate(NamedTuple):
    """A published rate of one month, fraction of one; None where none was published."""

    month: str
    series: str
    value: float | None


class AdoptionFigure(NamedTuple):
    """A published figure on the use of AI in one month."""

    month: str
    indicator: str
    value: float
    source: str


class ProvinceCell(NamedTuple):
    """Employed persons of one province, sex and occupation."""

    province: str
    sex: str
    occupation: str
    employed: float


@dataclass(frozen=True, slots=True, eq=False)
class ReferenceEconomy:
    """One economy. O occupations, S sectors, A = 5 ages, Z = 4 firm sizes; persons are absolute numbers.

    Attributes:
        name: "china" or "united-states"; `title` and `title_zh` are for reading.
        currency: ISO 4217 code of the wages.
        jurisdiction: "CN" or "US".
        vintage: the year the employment figures stand for.
        occupations: (O) ids with employed persons; with English and Chinese titles.
        sectors: (S) ISIC section letters with employed persons; with titles.
        ages: (A) age bins.
        employment_by_sector: (S, O) employed persons (urban for China).
        employment: (O) their sum over sectors.
        employment_by_age: (O, A) employed persons, the same row totals.
        labour_force: employed and unemployed persons.
        unemployment_rate: fraction of one.
        unemployment_rate_by_age: (A) fraction of one; nan where no source gives it.
        mean_wage: (O) currency units a year.
        exposure: measure -> (O) share or score, 0..1; the baseline is "ilo_share".
        mobility: (O, O) yearly probabilities of all workers, stayers on the diagonal; rows sum to 1.
        mobility_movers: (O, O) destinations of those who change occupation; rows sum to 1.
        entrants_per_year: persons.
        entrant_month_weights: (12,) shares of a year's entrants, January first; sum 1.
        separation_month_weights: (12,) factors; mean 1.
        entrants_by_occupation: (O) shares; sum 1.
        firm_sizes: (Z) class names, with the share of employment of each, and its low and high.
        gdp_share: (O) shares of GDP; sum 1.
        labour_share: (O) labour share of the occupation's value added, 0..1.
        unemployment_history: published rates; one series id for each definition.
        adoption_history: published figures on the use of AI.
        employment_by_province_sex: China only.
    """

    name: str
    title: str
    title_zh: str
    currency: str
    jurisdiction: str
    vintage: str
    occupations: tuple[str, ...]
    occupation_titles: tuple[str, ...]
    occupation_titles_zh: tuple[str, ...]
    sectors: tuple[str, ...]
    sector_titles: tuple[str, ...]
    sector_titles_zh: tuple[str, ...]
    ages: tuple[str, ...]
    employment_by_sector: Array
    employment_by_age: Array
    labour_force: float
    unemployment_rate: float
    unemployment_rate_by_age: Array
    mean_wage: Array
    exposure: Mapping[str, Array]
    mobility: Array
    mobility_movers: Array
    entrants_per_year: float
    entrant_month_weights: Array
    separation_month_weights: Array
    entrants_by_occupation: Array
    firm_sizes: tuple[str, ...]
    firm_size_shares: Array
    firm_size_shares_low: Array
    firm_size_shares_high: Array
    gdp_share: Array
    labour_share: Array
    unemployment_history: tuple[Rate, ...]
    adoption_history: tuple[AdoptionFigure, ...]
    employment_by_province_sex: tuple[ProvinceCell, ...] | None

    @property
    def employment(self) -> Array:
        """(O) employed persons."""
        total: Array = self.employment_by_sector.sum(axis=0)
        return total


def economy_names() -> tuple[str, ...]:
    """Return the names of the packaged economies."""
    return tuple(PREFIXES)


def load_economy(name: str, folder: Path = DATA_FOLDER) -> ReferenceEconomy:
    """Return a packaged economy.

    Raises `ReferenceDataError` if there is none of this name (it lists the names), or with every problem
    found if a table is missing, damaged, or does not fit the others.
    """
    tables = _Tables.read(prefix_of(name), folder)
    present = set(words(tables["employment_occupation_sector"], "occupation"))
    occupations = tuple(o for o in OCCUPATIONS if o.id in present)
    ids = tuple(o.id for o in occupations)
    used = set(words(tables["employment_occupation_sector"], "sector"))
    sectors = tuple(section for section in SECTIONS if section in used)
    economy = ReferenceEconomy(
        name=name,
        **{word: tables.word(word) for word in ECONOMY_WORDS},
        occupations=ids,
        occupation_titles=tuple(o.title for o in occupations),
        occupation_titles_zh=tuple(o.title_zh for o in occupations),
        sectors=sectors,
        sector_titles=tuple(SECTIONS[s][0] for s in sectors),
        sector_titles_zh=tuple(SECTIONS[s][1] for s in sectors),
        ages=AGES,
        employment_by_sector=grid(
            tables["employment_occupation_sector"], ("sector", sectors), ("occupation", ids), "employed"
        ),
        employment_by_age=grid(
            tables["employment_occupation_age"], ("occupation", ids), ("age", AGES), "employed"
        ),
        labour_force=tables.number("labour_force"),
        unemployment_rate=tables.number("unemployment_rate"),
        unemployment_rate_by_age=np.array([tables.number(f"unemployment_rate_{age}") for age in AGES]),
        mean_wage=tables.column("wages", "occupation", ids, "mean_wage"),
        exposure=MappingProxyType({m: tables.column("exposure", "occupation", ids, m) for m in MEASURES}),
        mobility=grid(tables["mobility"], ("origin", ids), ("destination", ids), "probability"),
        mobility_movers=grid(tables["mobility"], ("origin", ids), ("destination", ids), "mover_probability"),
        entrants_per_year=tables.number("entrants_per_year"),
        entrant_month_weights=tables.column("seasonality", "month", MONTHS, "entrant_weight"),
        separation_month_weights=tables.column("seasonality", "month", MONTHS, "separation_weight"),
        entrants_by_occupation=tables.column("entrants", "occupation", ids, "share"),
        firm_sizes=FIRM_SIZES,
        firm_size_shares=tables.column("firm_sizes", "firm_size", FIRM_SIZES, "share"),
        firm_size_shares_low=tables.column("firm_sizes", "firm_size", FIRM_SIZES, "low"),
        firm_size_shares_high=tables.column("firm_sizes", "firm_size", FIRM_SIZES, "high"),
        gdp_share=tables.column("wages", "occupation", ids, "gdp_share"),
        labour_share=tables.column("wages", "occupation", ids, "labour_share"),
        unemployment_history=tuple(
            Rate(row["month"], row["series"], row["value"])
            for row in tables["unemployment_history"].to_pylist()
        ),
        adoption_history=tuple(
            AdoptionFigure(row["month"], row["indicator"], row["value"], row["source"])
            for row in tables["adoption_history"].to_pylist()
        ),
        employment_by_province_sex=_provinces(folder) if tables.prefix == "china" else None,
    )
    _raise(inconsistencies(economy))
    return economy


def inconsistencies(economy: ReferenceEconomy) -> list[Problem]:
    """Return what does not fit together in an economy; an empty list when all does."""
    employed = economy.employment
    checks = {
        "an occupation is unknown": set(economy.occupations) <= set(OCCUPATION_IDS),
        "employment has a negative or empty occupation": bool((employed > 0).all())
        and bool((economy.employment_by_sector >= 0).all()),
        "employment by age and by sector differ": np.allclose(
            economy.employment_by_age.sum(axis=1), employed, rtol=1e-9
        ),
        "employment and labour force contradict the unemployment rate": np.isclose(
            employed.sum() / economy.labour_force, 1 - economy.unemployment_rate, rtol=0, atol=5e-4
        ),
        "a row of mobility does not sum to one": np.allclose(economy.mobility.sum(axis=1), 1, atol=1e-9),
        "a row of mobility_movers does not sum to one": np.allclose(
            economy.mobility_movers.sum(axis=1), 1, atol=1e-9
        ),
        "month weights of entrants do not sum to one": np.isclose(economy.entrant_month_weights.sum(), 1),
        "month weights of separations do not have mean one": np.isclose(
            economy.separation_month_weights.mean(), 1
        ),
        "the number of entrants is missing": economy.entrants_per_year > 0,
        "entrants by occupation do not sum to one": np.isclose(economy.entrants_by_occupation.sum(), 1),
        "firm size shares do not sum to one": np.isclose(economy.firm_size_shares.sum(), 1),
        "shares of GDP do not sum to one": np.isclose(economy.gdp_share.sum(), 1),
        "a wage is not positive": bool((economy.mean_wage > 0).all()),
        "a labour share is outside 0..1": bool(
            ((economy.labour_share > 0) & (economy.labour_share <= 1)).all()
        ),
        "an exposure is outside 0..1": all(
            bool(((values >= 0) & (values <= 1)).all()) for values in economy.exposure.values()
        ),
    }
    return [
        Problem(f"{what} in the economy {economy.name}", mend="Build its tables again.")
        for what, holds in checks.items()
        if not holds
    ]


@dataclass(frozen=True, slots=True)
class _Tables:
    """The tables of one economy by kind, complete in tables, columns and facts."""

    prefix: str
    by_kind: dict[str, pa.Table]
    facts: dict[str, dict[str, Any]]

    @classmethod
    def read(cls, prefix: str, folder: Path) -> _Tables:
        """Read every table of the layout; raise with every table, column and fact that is missing."""
        tables: dict[str, pa.Table] = {}
        problems: list[Problem] = []
        for kind, columns in LAYOUTS.items():
            try:
                table = tables[kind] = read_table(f"{prefix}_{kind}", folder)
            except ReferenceDataError as error:
                problems.extend(error.problems)
                continue
            place = Where(file=f"{prefix}_{kind}")
            missing = [column for column in columns if column not in table.column_names]
            problems.extend(Problem(f"column {column!r} is missing", place) for column in missing)
        _raise(problems)
        facts = {row["fact"]: row for row in tables["economy"].to_pylist()}
        place = Where(file=f"{prefix}_economy")
        wanted = (*ECONOMY_WORDS, *ECONOMY_NUMBERS)
        _raise(Problem(f"fact {fact!r} is missing", place) for fact in wanted if fact not in facts)
        return cls(prefix, tables, facts)

    def __getitem__(self, kind: str) -> pa.Table:
        return self.by_kind[kind]

    def word(self, fact: str) -> str:
        """Return a fact in words."""
        return str(self.facts[fact]["text"])

    def number(self, fact: str) -> float:
        """Return a fact in figures; nan where no source gives it."""
        value = self.facts[fact]["value"]
        return float("nan") if value is None else float(value)

    def column(self, kind: str, key: str, keys: tuple[str, ...], figure: str) -> Array:
        """Return a column of figures in the order of `keys`; every key must have a row."""
        at = {word: i for i, word in enumerate(words(self[kind], key))}
        place = Where(file=f"{self.prefix}_{kind}")
        _raise(Problem(f"no row for {key} {k!r}", place) for k in keys if k not in at)
        return numbers(self[kind], figure)[[at[k] for k in keys]]


def _provinces(folder: Path) -> tuple[ProvinceCell, ...]:
    table = read_table(PROVINCE_SEX, folder)
    cells = zip(
        words(table, "province"),
        words(table, "sex"),
        words(table, "occupation"),
        numbers(table, "employed"),
        strict=True,
    )
    return tuple(ProvinceCell(p, s, o, float(employed)) for p, s, o, employed in cells)


def _raise(problems: Iterable[Problem]) -> None:
    found = tuple(problems)
    if found:
        raise ReferenceDataError(found)
