"""Table `china_employment_occupation_age`: urban employed persons by occupation and age, imputed.

No Chinese table shows occupation by age. The age pattern of each occupation is that of the United States,
with graduate work made younger and farm work older (assumed), fitted to China's urban employment by
occupation and by age. `low` and `high` are the ends over other totals of the young and over flatter and
steeper patterns.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from andante.reference.build.china_assumptions import (
    LABOUR_FORCE_16_24,
    LABOUR_FORCE_25_29,
    LABOUR_FORCE_60,
    SHARE_30_44_OF_30_59,
    UNEMPLOYMENT_60,
    URBAN_LABOUR_FORCE,
)
from andante.reference.build.china_borrowed import age_pattern
from andante.reference.build.china_employment_sector import URBAN_SOURCES, occupation_by_sector
from andante.reference.build.china_rates import (
    AGES_25_29,
    AGES_30_59,
    YOUTH_WITHOUT_STUDENTS,
    transcribed,
)
from andante.reference.build.china_unemployment import COMPILED_FILE, compiled
from andante.reference.build.china_urban import urban_work
from andante.reference.build.fitting import fit_to_margins
from andante.reference.catalog import Column, TableSpec
from andante.reference.occupations import AGES, OCCUPATION_IDS

TABLE = TableSpec(
    name="china_employment_occupation_age",
    title="China: urban employed persons by occupation and age",
    publisher="Andante, on NBS totals and the age pattern of the CPS (United States, 2025)",
    vintage="2025",
    licence="NBS statistics (cite source); CPS is public domain",
    transformation=(
        "The age pattern of each occupation in the United States (graduate work made younger, farm work "
        "older, both assumed), fitted to urban employment by occupation and to assumed employment by age."
    ),
    sources=(COMPILED_FILE, *URBAN_SOURCES),
    columns=(
        Column("occupation", "mapped", "", "Occupation id"),
        Column("age", "assumed", "years", "Age group"),
        Column("employed", "imputed", "persons", "Employed persons in towns, 2025"),
        Column("low", "imputed", "persons", "Least over the variants"),
        Column("high", "imputed", "persons", "Most over the variants"),
    ),
    weaknesses=(
        "China age by occupation does not exist; the inside of the table is another country's.",
        "Totals by age rest on recollected shares of the labour force survey [M].",
        "Migrants who build and make things may be older, and clerks younger, than the pattern says.",
    ),
)

# Young people in China's towns are mostly graduates (12.2 million in 2025 against 11 million entrants,
# students not counted), while those of the pattern often work beside their studies: graduate work against
# the pattern [A].
GRADUATE_TILT = np.array([3.0, 1.6, 1.1, 0.75, 0.6])
GRADUATE_GROUPS = "234"
# Farm work of towns against the pattern of hired farm hands, by age [A]: few young people farm in China.
FARM_TILT = np.array([0.3, 0.4, 0.7, 1.5, 2.0])
FARM_OCCUPATIONS = ("61", "62", "63", "92")
# Variants: the pattern's odds to a power (flatter, steeper), and the graduate tilt to a power (none, more).
PATTERN_POWERS = (0.5, 1.0, 1.5)
TILT_POWERS = (0.0, 1.0, 1.5)


def mean_rates(raw: Path, years: tuple[str, ...] = ("2024", "2025")) -> dict[str, float]:
    """Return the mean of the published months of 2024 and 2025 by series, fractions of one."""
    known: dict[str, list[float]] = {}
    for rate in (*transcribed(), *compiled(raw)):
        if rate.value is not None and rate.month[:4] in years:
            known.setdefault(rate.series, []).append(rate.value)
    return {series: float(np.mean(values)) for series, values in known.items()}


def employed_by_age(rates: dict[str, float], young: float, total: float) -> NDArray[np.float64]:
    """Return urban employed persons by age, (5,), adding up to `total`.

    Labour force by age less the unemployed at the published rates; a rest of about .2 %, which is due to the
    rounding of rates and to ages 60 and over, is spread pro rata.
    """
    middle = URBAN_LABOUR_FORCE.value - young - LABOUR_FORCE_25_29.value - LABOUR_FORCE_60.value
    first = SHARE_30_44_OF_30_59.value
    force = np.array(
        [young, LABOUR_FORCE_25_29.value, middle * first, middle * (1 - first), LABOUR_FORCE_60.value]
    )
    unemployed = np.array(
        [
            rates[YOUTH_WITHOUT_STUDENTS],
            rates[AGES_25_29],
            rates[AGES_30_59],
            rates[AGES_30_59],
            UNEMPLOYMENT_60.value,
        ]
    )
    employed = force * (1 - unemployed)
    scaled: NDArray[np.float64] = employed * (total / employed.sum())
    return scaled


def occupation_by_age(
    pattern: NDArray[np.float64],
    by_occupation: NDArray[np.float64],
    by_age: NDArray[np.float64],
    power: float = 1.0,
    tilt: float = 1.0,
) -> NDArray[np.float64]:
    """Return employed persons, (occupations, ages), with both margins.

    The inside has the pattern's odds to `power`, and graduate work tilted to the young to the power `tilt`.
    """
    shares = pattern / np.where(pattern.sum(axis=1, keepdims=True) > 0, pattern.sum(axis=1, keepdims=True), 1)
    everybody = pattern.sum(axis=0) / pattern.sum()
    shares[pattern.sum(axis=1) == 0] = everybody
    odds = np.maximum(shares / everybody, 0.02) ** power
    for o, occupation in enumerate(OCCUPATION_IDS):
        if occupation[0] in GRADUATE_GROUPS:
            odds[o] *= GRADUATE_TILT**tilt
    for occupation in FARM_OCCUPATIONS:
        odds[OCCUPATION_IDS.index(occupation)] *= FARM_TILT
    return fit_to_margins(odds * by_age, by_occupation, by_age, tolerance=1e-11)


def build(raw: Path) -> pa.Table:
    """Return occupation, age, employed, low, high."""
    by_occupation = occupation_by_sector(urban_work(raw)).sum(axis=0)
    pattern, rates = age_pattern(raw), mean_rates(raw)
    variants = {
        (young, power, tilt): occupation_by_age(
            pattern, by_occupation, employed_by_age(rates, young, by_occupation.sum()), power, tilt
        )
        for young in (LABOUR_FORCE_16_24.low, LABOUR_FORCE_16_24.value, LABOUR_FORCE_16_24.high)
        for power in PATTERN_POWERS
        for tilt in TILT_POWERS
    }
    central = variants[LABOUR_FORCE_16_24.value, 1.0, 1.0]
    stack = np.stack(list(variants.values()))
    cells = [(o, a) for o in range(len(OCCUPATION_IDS)) for a in range(len(AGES)) if by_occupation[o] > 0]
    rows, columns = (np.array(index) for index in zip(*cells, strict=True))
    return pa.table(
        {
            "occupation": [OCCUPATION_IDS[o] for o, _ in cells],
            "age": [AGES[a] for _, a in cells],
            "employed": central[rows, columns],
            "low": stack.min(axis=0)[rows, columns],
            "high": stack.max(axis=0)[rows, columns],
        }
    )
