"""Sector upgrading: productivity, capital and directed credit by ISIC section (model.md 9.1).

Sections stand still in the history. Everything is relative to the start, trend removed, so that a run without
AI and without directed credit stays exactly where it was. Axes: B batch, S sections, O occupations.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from andante.economy.exchange import Array
from andante.economy.inputs import EconomyInputs
from andante.economy.parameters import Parameters

if TYPE_CHECKING:
    from andante.economy.deployment import Deployment
    from andante.economy.instruments import Instruments
    from andante.economy.technology import Technology, TechnologySetting

NOT_UPGRADED = frozenset("LOPQTU")
"""Real estate, whose value added is mostly rent, and sections whose value added is not sold but is what they
cost: administration, education, health, households, extraterritorial bodies."""


@dataclass(frozen=True, slots=True)
class SectorTables:
    """What does not change during a run."""

    section_of_job: Array
    """(S,O) share of an occupation's jobs that lies in the section; columns sum to 1."""
    occupation_mix: Array
    """(S,O) share of the occupation in the section's value added; rows sum to 1."""
    value_share: Array
    """(S,) of the section in value added at the start; value added follows the jobs of the occupations."""
    capital_share: Array
    """(S,) of the section in all capital at the start: its share of capital income, returns being equal."""
    trend: Array
    """(B,S) growth a year over that of all sections; weighted by value added its mean is 0."""
    high_value: Array
    """(B,S) bool: the section counts as high-value-added."""


@dataclass(frozen=True, slots=True)
class SectorState:
    """The sections at the end of a month."""

    log_productivity: Array
    """(B,S) ln Z_s over its value when the policies began."""
    log_upgrading: Array
    """(B,S) the part of it that does not come from AI."""
    capital: Array
    """(B,S) K_s over its start."""
    directed: Array
    """(B,S) K_dir,s, of the section's capital at the start."""

    def take(self, rows: Array) -> SectorState:
        """The rows of the batch picked by an index array."""
        return SectorState(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def sector_tables(inputs: EconomyInputs, parameters: Parameters) -> SectorTables:
    """Sections as their jobs make them: value added and capital income follow the occupations."""
    jobs = inputs.employment_by_sector
    everywhere = jobs.sum(axis=1) / jobs.sum()
    total = jobs.sum(axis=0)
    # An occupation without a known section is spread as all jobs are.
    section_of_job = np.where(total > 0, jobs / np.where(total > 0, total, 1), everywhere[:, None])
    value = section_of_job * inputs.gdp_share
    value_share = value.sum(axis=1)
    capital = (value * (1 - inputs.labour_share)).sum(axis=1)
    mix = np.divide(value, value_share[:, None], out=np.zeros_like(value), where=value_share[:, None] > 0)
    workers = section_of_job @ inputs.employment_share
    per_worker = np.divide(value_share, workers, out=np.zeros_like(workers), where=workers > 0)
    log_value = np.log(np.where(per_worker > 0, per_worker, 1))
    spread = log_value - (value_share * log_value).sum() / value_share.sum()
    return SectorTables(
        section_of_job=section_of_job,
        occupation_mix=mix,
        value_share=value_share,
        capital_share=capital / capital.sum(),
        trend=parameters.column("sector_trend_spread") * spread,
        high_value=high_value_sections(inputs.sectors, per_worker, parameters["high_value_threshold"]),
    )


def high_value_sections(sectors: tuple[str, ...], per_worker: Array, threshold: Array) -> Array:
    """(B,S) bool: market sections whose value added a worker (S,), over the mean, reaches the threshold (B,).

    Where none does, the market section of the highest; without market sections, the highest of all.
    """
    market = np.array([each not in NOT_UPGRADED for each in sectors])
    found = market & (per_worker >= threshold[:, None])
    best = np.argmax(np.where(market, per_worker, -1.0) if market.any() else per_worker)
    fallback = np.arange(len(sectors)) == best
    return np.asarray(np.where(found.any(axis=1, keepdims=True), found, fallback))


def initial_sectors(tables: SectorTables) -> SectorState:
    """Nothing moved, nothing directed."""
    zeros = np.zeros(tables.trend.shape)
    return SectorState(zeros, zeros, zeros + 1, zeros)


def advance_sectors(
    technology: Technology,
    setting: TechnologySetting,
    deployment: Deployment,
    instruments: Instruments,
    month: int,
) -> Technology:
    """Move the sections a month on (9.1), by what was deployed this month and the credit in force.

    What directed capital adds to productivity is added to TFP; what AI adds is there already (5.2).
    """
    if setting.is_history(month):
        return technology
    parameters, tables, before = setting.parameters, setting.sectors, technology.sectors
    saved = setting.labour_share * (
        parameters.column("automation_saving") * deployment.automated_share
        + parameters.column("assistance_saving") * deployment.assisted_share
    )
    from_ai = parameters.column("sector_pass_through") * (saved @ tables.occupation_mix.T)
    from_credit = parameters.column("directed_upgrading") * before.directed / before.capital / 12
    upgraded = tables.trend / 12 + from_credit

    market, steered = investment(before, setting)
    credit = instruments.support_directed_credit[:, None]
    wear = parameters.column("capital_depreciation") / 12
    invested = (1 - credit) * market + credit * steered
    state = SectorState(
        log_productivity=before.log_productivity + from_ai + upgraded,
        log_upgrading=before.log_upgrading + upgraded,
        capital=before.capital + wear * (invested - before.capital),
        directed=before.directed + wear * (credit * steered - before.directed),
    )
    gained = (tables.value_share * from_credit).sum(axis=1)
    return replace(technology, sectors=state, log_tfp=technology.log_tfp + gained)


def investment(state: SectorState, setting: TechnologySetting) -> tuple[Array, Array]:
    """(B,S) investment over the section's wear at the start: as the market spreads it, and as credit does.

    Both spread the same sum, which replaces the capital of the start. Credit goes to high-value-added
    sections in the market's proportions.
    """
    tables = setting.sectors
    pull = np.exp(setting.parameters.column("investment_return_response") * log_returns(state, setting))
    # Sums of small differences from one, so that equal returns leave capital exactly where it is.
    market = pull / (1 + (tables.capital_share * (pull - 1)).sum(axis=1, keepdims=True))
    chosen = tables.high_value * market
    return market, chosen / (tables.capital_share * chosen).sum(axis=1, keepdims=True)


def log_returns(state: SectorState, setting: TechnologySetting) -> Array:
    """(B,S) log return of a section's capital over the start: value at its own prices over capital."""
    elasticity = setting.parameters.column("sector_elasticity")
    return np.asarray((elasticity - 1) * state.log_productivity - np.log(state.capital))


def misallocation_cost(technology: Technology, setting: TechnologySetting) -> Array:
    """(B,) log points of output lost as capital does not earn the same in every section."""
    returns, weight = log_returns(technology.sectors, setting), setting.sectors.capital_share
    mean = (weight * returns).sum(axis=1, keepdims=True)
    variance = (weight * (returns - mean) ** 2).sum(axis=1)
    return np.asarray(0.5 * setting.parameters["misallocation_weight"] * variance)


def labour_of_sections(technology: Technology, setting: TechnologySetting) -> Array:
    """(B,S) labour that a section wants over the start, before AI takes over any of its tasks.

    Its quantity follows its price; upgrading needs less labour for a quantity. The labour that AI saves is
    in (5.1), by occupation, and is not counted again.
    """
    state, elasticity = technology.sectors, setting.parameters.column("sector_elasticity")
    return np.exp(elasticity * state.log_productivity - state.log_upgrading)


def reallocation(technology: Technology, setting: TechnologySetting) -> Array:
    """(B,O) factor on the share of an occupation in the jobs wanted (5.3); employment-weighted its mean is 1.

    Pure reallocation: what productivity does to all jobs is in (5.3).
    """
    moved = (labour_of_sections(technology, setting) - 1) @ setting.sectors.section_of_job
    mean = 1 + (setting.employment_share * moved).sum(axis=1, keepdims=True)
    return np.asarray((1 + moved) / mean)


def value_shares(technology: Technology, setting: TechnologySetting) -> Array:
    """(B,S) shares of the sections in value added at the prices of the start."""
    elasticity = setting.parameters.column("sector_elasticity")
    quantity = setting.sectors.value_share * np.exp(elasticity * technology.sectors.log_productivity)
    return np.asarray(quantity / quantity.sum(axis=1, keepdims=True))


def employed_by_section(technology: Technology, setting: TechnologySetting, employed: Array) -> Array:
    """(B,S) employed persons, from those employed by occupation (B,O)."""
    jobs = labour_of_sections(technology, setting)[:, :, None] * setting.sectors.section_of_job
    return np.asarray((jobs / jobs.sum(axis=1, keepdims=True) * employed[:, None, :]).sum(axis=2))


def sector_record(technology: Technology, setting: TechnologySetting, employed: Array) -> dict[str, Array]:
    """Series of the sections; `employed` (B,O) persons at the end of the month."""
    shares, tables = value_shares(technology, setting), setting.sectors
    high = (shares * tables.high_value).sum(axis=1)
    start = (tables.value_share * tables.high_value).sum(axis=1) / tables.value_share.sum()
    return {
        "sector_employment": employed_by_section(technology, setting, employed),
        "sector_productivity": technology.sectors.log_productivity,
        "sector_value_share": shares,
        "sector_high_value_added": tables.high_value,
        "high_value_added_share": high,
        "upgrading_index": high / start * np.exp(technology.log_tfp),
        "misallocation_cost": misallocation_cost(technology, setting),
    }
