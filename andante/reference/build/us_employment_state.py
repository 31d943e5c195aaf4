"""Table `us_employment_state`: employed persons by occupation and state, OEWS shares on household totals."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from andante.reference.build.us_crosswalk import (
    ALL_OCCUPATIONS,
    SOC_TO_ISCO,
    number,
    payroll_occupations,
    rows_of,
    soc_to_isco,
    to_occupations,
)
from andante.reference.build.us_employment_occupation_sector import build as by_sector
from andante.reference.build.us_sources import (
    BLS,
    CROSSWALK_STEP,
    CROSSWALK_WEAKNESS,
    HOUSEHOLD_SOURCES,
    HOUSEHOLD_VINTAGE,
    PUBLIC_DOMAIN,
)
from andante.reference.catalog import Column, TableSpec
from andante.reference.occupations import OCCUPATION_IDS
from andante.reference.region_titles import STATES
from andante.reference.tables import numbers, words

OEWS_BY_STATE = "derived/oews2025_state.csv.gz"

TABLE = TableSpec(
    name="us_employment_state",
    title="United States: employed persons by occupation and state",
    publisher=BLS,
    vintage=HOUSEHOLD_VINTAGE,
    licence=PUBLIC_DOMAIN,
    transformation=(
        "Shares of the states in the payroll employment of an occupation (OEWS), times its employed persons "
        "(see us_employment_occupation_sector). What the states of an occupation do not publish is spread "
        "over them in proportion to their payroll employment. " + CROSSWALK_STEP
    ),
    sources=(*HOUSEHOLD_SOURCES, OEWS_BY_STATE, SOC_TO_ISCO),
    columns=(
        Column("occupation", "mapped", "", "Andante's occupation id"),
        Column("state", "official", "", "State, ISO 3166-2"),
        Column("employed", "imputed", "persons", "employed persons, self-employed included"),
    ),
    weaknesses=(
        CROSSWALK_WEAKNESS,
        "The self-employed and farm workers of an occupation are spread over the states like its employees.",
    ),
)


@dataclass(frozen=True, slots=True)
class StatePayroll:
    """Payroll employment by detailed occupation and state; what is withheld is filled in."""

    socs: tuple[str, ...]
    employed: NDArray[np.float64]
    filled: float
    totals: NDArray[np.float64]


def state_payroll(raw: Path) -> StatePayroll:
    """Return (SOC, states) persons; rows sum to the nation's figure or to their published cells if larger."""
    nation = payroll_occupations(raw)
    socs = tuple(sorted(nation))
    row_of, column_of = {s: i for i, s in enumerate(socs)}, {s.key: j for j, s in enumerate(STATES)}
    published = np.full((len(socs), len(STATES)), np.nan)
    totals = np.zeros(len(STATES))
    for row in rows_of(raw / OEWS_BY_STATE):
        employed, column = number(row["tot_emp"]), column_of.get(row["state_code"])
        if column is None or employed is None:
            continue
        if row["soc"] == ALL_OCCUPATIONS:
            totals[column] = employed
        elif row["soc"] in row_of:
            published[row_of[row["soc"]], column] = employed
    withheld = np.isnan(published)
    known = np.nan_to_num(published)
    missing = np.maximum([nation[soc].employed for soc in socs] - known.sum(axis=1), 0.0)
    weight = withheld * totals
    room = weight.sum(axis=1)
    fill = weight * np.divide(missing, room, out=np.zeros_like(missing), where=room > 0)[:, None]
    return StatePayroll(socs, known + fill, float(fill.sum()), totals)


def build(raw: Path) -> pa.Table:
    """Return occupation, state, employed; the states of an occupation sum to its employed persons."""
    payroll = state_payroll(raw)
    weights = to_occupations(soc_to_isco(raw))
    shares = np.zeros((len(OCCUPATION_IDS), len(STATES)))
    for soc, people in zip(payroll.socs, payroll.employed, strict=True):
        for occupation, weight in weights[soc].items():
            shares[OCCUPATION_IDS.index(occupation)] += weight * people
    national: dict[str, float] = defaultdict(float)
    sectors = by_sector(raw)
    for occupation, persons in zip(words(sectors, "occupation"), numbers(sectors, "employed"), strict=True):
        national[occupation] += persons
    rows = []
    for occupation in (each for each in OCCUPATION_IDS if national[each] > 0):
        share = shares[OCCUPATION_IDS.index(occupation)]
        share = share if share.sum() > 0 else payroll.totals
        people = national[occupation] * share / share.sum()
        rows += [(occupation, s.id, float(n)) for s, n in zip(STATES, people, strict=True) if n > 0]
    return pa.table(
        {
            "occupation": pa.array([row[0] for row in rows]).dictionary_encode(),
            "state": pa.array([row[1] for row in rows]).dictionary_encode(),
            "employed": pa.array([row[2] for row in rows], pa.float64()),
        }
    )


def accounting(raw: Path) -> tuple[str, ...]:
    """Say how many persons sit in cells filled in, and whom the table leaves out."""
    payroll = state_payroll(raw)
    share = payroll.filled / payroll.employed.sum()
    return (
        f"{payroll.filled:,.0f} persons ({share:.2%}) of the payroll survey sit in cells that a state "
        "withholds or that are absent",
        "Puerto Rico, Guam and the Virgin Islands: not among the states, not in the national figures",
    )
