"""The way of a proposal through assessment: arrival, waiting, capacity, decision, return (model.md 4b)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from andante.economy.adoption import Proposals
from andante.economy.draws import choose, draw, round_keeping_weighted_total
from andante.economy.exchange import Array
from andante.economy.filing_desk import NOT_READ, Desk, FilingDecisions
from andante.economy.instruments import Instruments
from andante.economy.streams import MonthStreams, Purpose, Stream, stream_of
from andante.economy.technology import CARRIED, Technology, TechnologySetting

_ENTRY = CARRIED.index("floored")
_STAGES = tuple(Purpose[f"PROCESSING_STAGE_{stage}"] for stage in range(1, 9))


@dataclass(frozen=True, slots=True)
class Assessed:
    """What the month's assessment did; counts of filings and task units."""

    first_decisions: Array
    """(B,) filings."""
    filings_by_outcome: Array
    """(B,5) first decisions by outcome."""
    work_by_outcome: Array
    """(B,5) task units by first outcome."""
    filings_by_rule: Array
    """(B,rules) first decisions by the rule that decided."""
    work_by_rule: Array
    """(B,rules) task units by the rule that decided."""
    exits: Array
    """(B,) filings that left the queue; at most one unit's filings above capacity, in the mean none."""
    capacity_binds: Array
    """(B,) bool: more filings were ready than could be decided."""
    queue: Array
    """(B,) filings in assessment."""
    pending: Array
    """(B,) filings in assessment or waiting for information."""
    filings_by_occupation: Array
    """(B,O) first decisions."""
    local_rates: Array
    """(B,2) national rates that the filings' local ones lie around; -1 where the rules read none."""

    def record(self) -> Mapping[str, Array]:
        """Series for the record."""
        return {
            "filings_first_decisions": self.first_decisions,
            "filings_by_outcome": self.filings_by_outcome,
            "work_by_outcome": self.work_by_outcome,
            "filings_by_rule": self.filings_by_rule,
            "work_by_rule": self.work_by_rule,
            "queue_exits": self.exits,
            "capacity_binds": self.capacity_binds,
            "queue": self.queue,
            "pending": self.pending,
            "filings_by_occupation": self.filings_by_occupation,
            "filing_local_rates": self.local_rates,
        }


def decide_and_queue(
    technology: Technology,
    setting: TechnologySetting,
    proposals: Proposals,
    desk: Desk,
    instruments: Instruments,
    streams: MonthStreams | None = None,
) -> tuple[Technology, Assessed]:
    """Send the proposals and what came back through the rules in force; schedule what is approved."""
    decisions = desk.decisions
    batch = setting.batch
    if decisions is None:
        scheduled = technology.scheduled.copy()
        scheduled[:, :, 0, 0] += proposals.automated
        carried = technology.carried.copy()
        carried[:, :, _ENTRY, 0] += proposals.automated
        none, shares = np.zeros(batch), np.zeros((batch, 5))
        rules = np.zeros((batch, max(len(policy.rules) for policy in setting.policies)))
        never = np.zeros(batch, dtype=bool)
        assessed = Assessed(
            none, shares, shares, rules, rules, none, never, none, none,
            filings_by_occupation=np.zeros_like(proposals.automated, dtype=np.float64),
            local_rates=np.tile(NOT_READ, (batch, 1)),
        )  # fmt: skip
        return replace(technology, scheduled=scheduled, carried=carried), assessed
    technology, again = _denied_return(technology, setting, proposals, streams)
    technology, arrivals = _arrive(technology, setting, proposals, decisions, streams)
    technology, leaving, exits, binds = _process(
        technology, setting, arrivals, decisions, instruments, streams
    )
    technology = _schedule(technology, setting, leaving, decisions, streams)
    first = proposals.automated - again
    filings = first * decisions.filings_per_unit
    queued = (technology.queue.sum(axis=3) * decisions.filings_per_unit_route[:, :, 1:]).sum(axis=(1, 2))
    asked = (technology.information.sum(axis=2) * decisions.filings_per_unit).sum(axis=1)
    asking = np.array([setting.policies[index].decide is not None for index in setting.policy_of_row])
    filings, first = filings * asking[:, None], first * asking[:, None]

    def added(per_occupation: Array, shares: Array) -> Array:
        return np.asarray((per_occupation[..., None] * shares).sum(axis=1))

    assessed = Assessed(
        first_decisions=filings.sum(axis=1),
        filings_by_outcome=added(filings, decisions.outcome_filings),
        work_by_outcome=added(first, decisions.outcome_work),
        filings_by_rule=added(filings, decisions.rule_filings),
        work_by_rule=added(first, decisions.rule_work),
        exits=exits,
        capacity_binds=binds,
        queue=queued,
        pending=queued + asked,
        filings_by_occupation=filings,
        local_rates=desk.local_rates(),
    )
    return technology, assessed


def _denied_return(
    technology: Technology, setting: TechnologySetting, proposals: Proposals, streams: MonthStreams | None
) -> tuple[Technology, Array]:
    """Denied units go back to the backlog at their rate.

    Also returns (B,O) how many of this month's proposed units had a first decision before.
    """
    back = draw(
        technology.denied,
        setting.parameters.column("denied_return_rate"),
        stream_of(streams, Purpose.DENIED_RETURN),
    )
    share = np.divide(
        technology.decided,
        proposals.backlog,
        out=np.zeros_like(technology.decided),
        where=proposals.backlog > 0,
    )
    again = np.minimum(np.minimum(share, 1.0) * proposals.automated, technology.decided)
    decided = technology.decided - again + back
    return replace(technology, denied=technology.denied - back, decided=decided), again


def _arrive(
    technology: Technology,
    setting: TechnologySetting,
    proposals: Proposals,
    decisions: FilingDecisions,
    streams: MonthStreams | None,
) -> tuple[Technology, Array]:
    """First decisions and what came back complete; (B,O,Q) units that enter each route."""
    sorted_out = choose(proposals.automated, decisions.arrival, stream_of(streams, Purpose.ARRIVAL_ROUTE))
    complete = choose(
        technology.information[:, :, 0],
        decisions.completed_route,
        stream_of(streams, Purpose.COMPLETED_ROUTE),
    )
    information = np.zeros_like(technology.information)
    information[:, :, :-1] = technology.information[:, :, 1:]
    months = np.rint(setting.parameters["incomplete_return_months"]).astype(np.int64)
    rows = np.arange(setting.batch)
    information[rows, :, months - 1] += sorted_out[:, :, 0]
    return replace(technology, information=information), sorted_out[:, :, 1:] + complete


def _process(
    technology: Technology,
    setting: TechnologySetting,
    arrivals: Array,
    decisions: FilingDecisions,
    instruments: Instruments,
    streams: MonthStreams | None,
) -> tuple[Technology, Array, Array, Array]:
    """Move the queue through its stages.

    Returns (B,O,Q) units that leave, (B,) filings that left the queue, (B,) whether capacity held any back.
    """
    exits, binds = np.zeros(setting.batch), np.zeros(setting.batch, dtype=bool)
    if setting.routes == 1:
        return technology, arrivals, exits, binds
    flow = arrivals[:, :, 1:]
    queue = np.empty_like(technology.queue)
    stages = queue.shape[3]
    for stage in range(stages):
        stock = technology.queue[:, :, :, stage] + flow
        flow = draw(stock, setting.procedure_exit[:, None, :, stage], stream_of(streams, _STAGES[stage]))
        if stage == stages - 1:
            flow, exits, binds = _ration(
                flow, setting, decisions, instruments, stream_of(streams, Purpose.CAPACITY)
            )
        queue[:, :, :, stage] = stock - flow
    leaving = np.concatenate([arrivals[:, :, :1], flow], axis=2)
    return replace(technology, queue=queue), leaving, exits, binds


def _ration(
    flow: Array,
    setting: TechnologySetting,
    decisions: FilingDecisions,
    instruments: Instruments,
    stream: Stream | None,
) -> tuple[Array, Array, Array]:
    """Cut (B,O,Q-1) exits in proportion so that the filings decided stay within capacity.

    Whole units keep to capacity in the mean, and in every month to one unit's filings: rounding them down
    would leave reviewers idle, the more the smaller the population.
    """
    per_unit = decisions.filings_per_unit_route[:, :, 1:]
    filings = (flow * per_unit).sum(axis=(1, 2))
    capacity = instruments.assessment_capacity * setting.scale
    binds = filings > capacity
    if not binds.any():
        return flow, filings, binds
    factor = np.where(binds, capacity / np.where(filings > 0, filings, 1.0), 1.0)
    rationed = flow * factor[:, None, None]
    if stream is not None:
        rationed = round_keeping_weighted_total(rationed, per_unit, stream)
    return rationed, (rationed * per_unit).sum(axis=(1, 2)), binds


def _schedule(
    technology: Technology,
    setting: TechnologySetting,
    leaving: Array,
    decisions: FilingDecisions,
    streams: MonthStreams | None,
) -> Technology:
    """Deny what is rejected, put the rest where its conditions say: automated or assisted in h months."""
    batch, occupations, routes = leaving.shape
    ends = choose(leaving, decisions.exit, stream_of(streams, Purpose.RELEASE))
    released = ends[..., 1:].reshape(batch, occupations, routes, 2, setting.horizon)
    carried = technology.carried
    if any(policy.conditions for policy in setting.policies):
        carried = carried + (released[:, :, :, 0, None, :] * decisions.attached).sum(axis=2)
    else:
        # Without conditions everything automated presses on entry in full.
        carried = carried.copy()
        carried[:, :, _ENTRY] += released[:, :, :, 0].sum(axis=2)
    return replace(
        technology,
        denied=technology.denied + ends[..., 0].sum(axis=2),
        scheduled=technology.scheduled + released.sum(axis=2),
        carried=carried,
    )
