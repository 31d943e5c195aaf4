"""One month of an economy, in the order in which things happen (model.md 1): the table of contents.

1 capability and trade  2 the government reads and sets the pace  3 proposals, filings, queue, deployment
4 costs and jobs wanted  5-8 separations, openings, matching, training, ageing and entry
9 wages, output, stress  10 identities and the record
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from andante.economy.accounts import check_flows, check_month
from andante.economy.adoption import propose
from andante.economy.assessment import decide_and_queue
from andante.economy.compute import advance_capability
from andante.economy.demand import target_demand
from andante.economy.deployment import deploy
from andante.economy.exchange import Array, Baseline, LabourIndicators
from andante.economy.filing_desk import Desk, decide_filings
from andante.economy.indicators import labour_indicators
from andante.economy.instruments import Instruments
from andante.economy.labour_month import labour_month, totals_of
from andante.economy.labour_tables import LabourTables
from andante.economy.output import account
from andante.economy.pace import remember_indicators, set_pace
from andante.economy.record import labour_record, region_record
from andante.economy.sectors import advance_sectors, sector_record
from andante.economy.state import Workforce
from andante.economy.streams import MonthStreams, Streams
from andante.economy.stress import measure_stress
from andante.economy.technology import Technology, TechnologySetting
from andante.economy.technology_accounts import check_incomes, check_units
from andante.economy.technology_record import incomes_record, technology_record, welfare_record
from andante.economy.trade import Abroad, advance_trade, trade_effect, trade_record
from andante.economy.wages import update_wages
from andante.economy.welfare import utility_by_group, welfare_of_month


@dataclass(frozen=True, slots=True)
class Economy:
    """Everything that a month starts from."""

    workforce: Workforce
    technology: Technology
    desk: Desk
    idle: Array
    """(B,O) last month's idle labour as a share of employment."""


@dataclass(frozen=True)
class RunSetting:
    """What stays the same all through a run."""

    labour: LabourTables
    technology: TechnologySetting
    baseline: Baseline
    instruments_of: Callable[[int], Instruments]
    """Instruments (B,) of a month, counted from the start of the run; neutral in the history."""
    month_name: Callable[[int], str]
    occupations: tuple[str, ...]
    groups: tuple[str, ...]
    """(O) what welfare is grouped by; the occupations themselves at the national level."""
    streams: Streams | None
    """None: method average."""


def simulate_month(
    economy: Economy, setting: RunSetting, month: int, abroad: Abroad | None = None
) -> tuple[Economy, LabourIndicators, dict[str, Array]]:
    """Move an economy one month on; returns its indicators and what is recorded.

    Raises IdentityError when persons, jobs, vacancies, work or incomes do not add up.
    """
    streams = None if setting.streams is None else MonthStreams(setting.streams, month)
    fixed, baseline, before = setting.technology, setting.baseline, economy.workforce
    instruments = setting.instruments_of(month)
    force_by_region = before.persons_by_region()
    labour_force = force_by_region.sum(axis=1)

    technology = advance_capability(economy.technology, fixed, instruments, month)
    technology = advance_trade(technology, fixed, abroad, month)
    technology, cap = set_pace(technology, fixed, instruments, baseline, month)
    proposals = propose(technology, fixed, instruments, month, streams)
    proposed_in = technology
    desk = decide_filings(economy.desk, technology, fixed, baseline, month)
    technology, assessed = decide_and_queue(technology, fixed, proposals, desk, instruments, streams)
    technology, deployment = deploy(
        technology, fixed, proposals, cap, labour_force, instruments, month, streams
    )
    technology = advance_sectors(technology, fixed, deployment, instruments, month)
    technology, wanted, demand = target_demand(
        technology,
        fixed,
        deployment,
        force_by_region,
        economy.idle,
        instruments,
        trade_effect(technology, fixed),
    )
    race = trade_record(technology, fixed, abroad, demand.private_jobs * labour_force, month)

    workforce, flows = labour_month(before, wanted, setting.labour, month, streams)
    indicators = labour_indicators(
        workforce, flows, wanted, baseline, setting.labour.calendar(month), setting.labour.ops
    )

    technology = update_wages(technology, fixed, demand, indicators, baseline, month)
    technology, accounts = account(technology, fixed, deployment, indicators, baseline, instruments, month)
    technology, stress = measure_stress(technology, fixed, indicators, baseline, accounts.log_output, month)
    welfare = welfare_of_month(technology, fixed, indicators, instruments)
    groups = utility_by_group(technology, fixed, indicators, instruments, setting.groups)
    technology = remember_indicators(technology, fixed, indicators, baseline, month, streams)

    def name() -> str:
        return setting.month_name(month)

    check_month(before, workforce, flows.passage, name, setting.occupations)
    check_flows(before, workforce, totals_of(flows), flows.passage, name)
    check_units(technology, fixed, name, setting.occupations)
    check_incomes(accounts, name)
    record = {
        **labour_record(indicators),
        **region_record(workforce),
        **technology_record(
            proposed_in,
            technology,
            fixed,
            instruments,
            proposals,
            cap,
            labour_force,
            assessed,
            deployment,
            month,
        ),
        **incomes_record(accounts, stress, welfare),
        **welfare_record(fixed, groups),
        **sector_record(technology, fixed, indicators.employed.sum(axis=2)),
        **race,
    }
    return Economy(workforce, technology, desk, indicators.idle), indicators, record
