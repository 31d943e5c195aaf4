"""Table `us_detailed_occupations`: the finest occupations of the United States with data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from andante.reference.build.exposure_scores import (
    ELOUNDOU,
    ILO_TASKS,
    MICROSOFT,
    eloundou_scores,
    ilo_scores,
    microsoft_scores,
)
from andante.reference.build.isco08_exposure import LICENCES
from andante.reference.build.mobility_groups import SOC_2010_TO_2018
from andante.reference.build.mobility_network import ASEC, LICENCE, NODES
from andante.reference.build.us_crosswalk import payroll_occupations
from andante.reference.build.us_detailed import DetailedPersons, detailed_persons, places_of
from andante.reference.build.us_household import household_by_soc
from andante.reference.build.us_sources import CROSSWALK_WEAKNESS, HOUSEHOLD_SOURCES, HOUSEHOLD_VINTAGE
from andante.reference.build.us_wages import LABOUR_SHARE, yearly_wages
from andante.reference.build.us_wages import build as national_wages
from andante.reference.catalog import Column, TableSpec
from andante.reference.tables import numbers, words

Figures = NDArray[np.float64]
Parts = dict[str, dict[str, float]]
AGE_COLUMNS = ("employed_16_24", "employed_25_29", "employed_30_44", "employed_45_59", "employed_60_plus")
SOURCES = (*HOUSEHOLD_SOURCES, SOC_2010_TO_2018, ASEC, NODES)
PLACED = (
    "SOC 2018 to BLS broad occupations of SOC 2010 (the nodes of the published mobility network) by the "
    "O*NET correspondence, in proportion to the published employment of the nodes; what leads to no node of "
    "the network's core goes to the nodes of the same family by the first digits of the code."
)

TABLE = TableSpec(
    name="us_detailed_occupations",
    title="Detailed occupations of the United States: employed persons, ages, wages, exposure, 2025",
    publisher="US Bureau of Labor Statistics; exposure: ILO and NASK, Eloundou et al., Microsoft",
    vintage=f"{HOUSEHOLD_VINTAGE}; ILO 2025; Eloundou 2023/24; Microsoft 2025",
    licence=f"US Government work, public domain; {LICENCES}; mobility nodes: {LICENCE}",
    transformation=PLACED + " Totals are those of the household survey (CPS 11b) and so of the national "
    "tables. Eloundou and Microsoft by SOC, ILO by the unit groups of ISCO-08 that the SOC lead to; all "
    "weighted by employed persons. Wages weighted by payroll employment (OEWS).",
    sources=(*SOURCES, ILO_TASKS, ELOUNDOU, MICROSOFT),
    columns=(
        Column("occupation", "official", "", "BLS broad occupation, SOC 2010"),
        Column("title", "official", "", "title as published with the network"),
        Column("group", "mapped", "", "Andante's occupation id that most of its employed persons belong to"),
        *(
            Column(name, "mapped", "persons", f"employed persons aged {name[9:].replace('_', ' ')}")
            for name in AGE_COLUMNS
        ),
        Column("mean_wage", "mapped", "US dollars a year", "mean gross wage of employees"),
        Column("gdp_share", "imputed", "share", "share of GDP in proportion to the wage bill; sums to 1"),
        Column("labour_share", "assumed", "share", "labour share of the value added by the occupation"),
        Column("ilo_share", "mapped", "share", "share of tasks scoring .5 or more (baseline)"),
        Column("ilo_mean", "mapped", "score 0..1", "mean task score of the ILO"),
        Column("eloundou_beta", "mapped", "score 0..1", "exposure beta of Eloundou et al., rated by GPT-4"),
        Column("microsoft", "mapped", "score 0..1", "AI applicability score of Microsoft"),
        Column(
            "entrant_share", "imputed", "share", "share of entrants: employed persons of 16-29; sums to 1"
        ),
    ),
    weaknesses=(
        CROSSWALK_WEAKNESS,
        "Occupations of SOC 2018 that one of SOC 2010 was split into, or several that were joined, are split "
        "by the employment published with the network, which is older.",
        "Every SOC of a Census occupation has that occupation's ages; the ILO scores of an occupation are "
        "those of the unit groups it is mapped to.",
        "Chinese titles: there is no published translation; the Chinese title of the group stands before the "
        "English one.",
    ),
)


def build(raw: Path) -> pa.Table:
    """Return one row per detailed occupation, in the order of the codes."""
    persons = detailed_persons(raw)
    groups = persons.groups()
    nodes = list(groups)
    ages = _ages(raw, persons, nodes)
    wages = _wages(raw, persons, nodes)
    bill = ages.sum(axis=1) * wages
    young = ages[:, :2].sum(axis=1)
    return pa.table(
        {
            "occupation": nodes,
            "title": [persons.titles[node] for node in nodes],
            "group": [_largest(groups[node]) for node in nodes],
            **{name: pa.array(ages[:, a]) for a, name in enumerate(AGE_COLUMNS)},
            "mean_wage": pa.array(wages),
            "gdp_share": pa.array(bill / bill.sum()),
            "labour_share": [LABOUR_SHARE] * len(nodes),
            **{name: pa.array(values) for name, values in _exposure(raw, persons, nodes).items()},
            "entrant_share": pa.array(young / young.sum()),
        }
    )


def accounting(raw: Path) -> tuple[str, ...]:
    """Say who leads to a node directly, who by family, and what the wage bill is beside the national one."""
    persons = detailed_persons(raw)
    groups = persons.groups()
    same = sum(max(ids.values()) for ids in groups.values())
    table, nation = build(raw), national_wages(raw)
    employed = sum(numbers(table, name) for name in AGE_COLUMNS)
    by_group: dict[str, float] = defaultdict(float)
    for ids in groups.values():
        for id_, count in ids.items():
            by_group[id_] += count
    national = sum(
        by_group[id_] * wage
        for id_, wage in zip(words(nation, "occupation"), numbers(nation, "mean_wage"), strict=True)
    )
    bill = float((employed * numbers(table, "mean_wage")).sum())
    return (
        f"{persons.direct:,.0f} of {persons.total:,.0f} employed persons "
        f"({persons.direct / persons.total:.3%}) lead to an occupation of the network's core by the "
        f"published correspondence; the other {persons.total - persons.direct:,.0f} are placed by family: "
        "unmatched 0",
        f"{same / persons.total:.1%} of employed persons belong to the group that their occupation carries",
        f"wage bill {bill / national - 1:+.2%} beside the national tables",
    )


def _ages(raw: Path, persons: DetailedPersons, nodes: list[str]) -> Figures:
    """(nodes, 5) employed persons: every SOC keeps its ages."""
    by_soc = household_by_soc(raw)
    at = {node: n for n, node in enumerate(nodes)}
    result = np.zeros((len(nodes), len(AGE_COLUMNS)))
    for (node, _, soc, _), count in persons.units.items():
        if count > 0:
            result[at[node]] += count * by_soc[soc] / by_soc[soc].sum()
    return result


def _wages(raw: Path, persons: DetailedPersons, nodes: list[str]) -> Figures:
    """(nodes,) mean wage by payroll employment; by household employment where OEWS has no employee."""
    wage_of = yearly_wages(raw)
    payroll = payroll_occupations(raw)
    places = places_of(raw, set(payroll))
    paid: Parts = defaultdict(dict)
    for soc, occupation in payroll.items():
        for node, share in places[soc].shares.items():
            paid[node][soc] = occupation.employed * share
    counted: Parts = defaultdict(lambda: defaultdict(float))
    for (node, _, soc, _), count in persons.units.items():
        counted[node][soc] += count
    return np.array([_mean(wage_of, paid[node] or counted[node]) for node in nodes])


def _exposure(raw: Path, persons: DetailedPersons, nodes: list[str]) -> dict[str, Figures]:
    """Measure -> (nodes,) scores; unit groups without a score do not count."""
    socs = {soc for _, _, soc, _ in persons.units}
    ilo_share, ilo_mean, _ = ilo_scores(raw)
    by_unit: Parts = defaultdict(lambda: defaultdict(float))
    by_soc: Parts = defaultdict(lambda: defaultdict(float))
    for (node, _, soc, isco), count in persons.units.items():
        by_unit[node][isco] += count
        by_soc[node][soc] += count
    measured = {
        "ilo_share": (ilo_share, by_unit),
        "ilo_mean": (ilo_mean, by_unit),
        "eloundou_beta": (eloundou_scores(raw, socs), by_soc),
        "microsoft": (microsoft_scores(raw, socs), by_soc),
    }
    return {
        name: np.array([_mean(scores, parts[node]) for node in nodes])
        for name, (scores, parts) in measured.items()
    }


def _largest(weights: Mapping[str, float]) -> str:
    return max(weights, key=lambda key: weights[key])


def _mean(scores: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The mean score by weight; where no code has one, that of the codes that begin alike the longest."""
    known = {key: weight for key, weight in weights.items() if weight > 0 and key in scores}
    if known:
        return sum(scores[key] * weight for key, weight in known.items()) / sum(known.values())
    largest = _largest(weights)
    for length in range(len(largest) - 1, 0, -1):
        related = [score for key, score in scores.items() if key[:length] == largest[:length]]
        if related:
            return sum(related) / len(related)
    raise ValueError(f"no figure for anything like {largest}")
