"""Deployment: approved work is taken over or assisted, within the cap, and leaves traces (model.md 3, 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from andante.economy.adoption import Proposals
from andante.economy.draws import round_keeping_weighted_total
from andante.economy.exchange import Array
from andante.economy.instruments import Instruments
from andante.economy.streams import MonthStreams, Purpose, Stream, stream_of
from andante.economy.technology import CARRIED, INDICATOR_MONTHS, Technology, TechnologySetting

_KEPT, _RETRAIN, _REASSIGN, _FLOORED, _REPORTED = range(len(CARRIED))


@dataclass(frozen=True, slots=True)
class Deployment:
    """What went to work this month."""

    automated_work: Array
    """(B,O) full-time equivalents of work taken over, without the labour kept to decide."""
    automated_share: Array
    """(B,O) the same as a share of all tasks: dM."""
    assisted_share: Array
    """(B,O) dG."""
    displacement_hazard: Array
    """(B,O) dM over the work still human, when its dismissals are due."""
    retrain_first_share: Array
    """(B,O)."""
    reassign_share: Array
    """(B,O)."""
    cap_binds: Array
    """(B,) bool."""
    capped: Array
    """(B,) units that the cap sent back to the backlog."""

    def record(self) -> Mapping[str, Array]:
        """Series for the record."""
        return {
            "cap_binds": self.cap_binds,
            "capped_work": self.capped,
        }


def deploy(
    technology: Technology,
    setting: TechnologySetting,
    proposals: Proposals,
    cap: Array,
    labour_force: Array,
    instruments: Instruments,
    month: int,
    streams: MonthStreams | None = None,
) -> tuple[Technology, Deployment]:
    """Take over what is due within `cap` (B, share of the `labour_force` (B,) a month), and assist.

    Work above the cap returns to the backlog, except what escapes the cap.
    """
    due, due_assisted = technology.scheduled[:, :, 0, 0], technology.scheduled[:, :, 1, 0]
    due, due_assisted = _frozen(due, setting, month), _frozen(due_assisted, setting, month)
    carried = technology.carried[:, :, :, 0]
    kept_per_unit = _ratio(carried[:, :, _KEPT], technology.scheduled[:, :, 0, 0])
    deployed, binds = _within_cap(
        due,
        1 - kept_per_unit,
        cap * labour_force,
        instruments.pace_leakage,
        stream_of(streams, Purpose.CAP),
    )
    kept = kept_per_unit * deployed
    part = _ratio(deployed, technology.scheduled[:, :, 0, 0])
    units = setting.units
    automated_share = (deployed - kept) / units
    assisted = due_assisted + proposals.assisted
    assisted_share = assisted / units
    human_before = 1 - (technology.automated - technology.kept) / units
    notice, dismissals = _with_notice(technology.notice, automated_share, instruments)
    parameters = setting.parameters
    fading, assist_weight = parameters.column("entry_fading"), parameters.column("entry_assist_weight")
    floored = carried[:, :, _FLOORED] * part / units
    weight = parameters.column("reinstatement_assist_weight")
    state = replace(
        technology,
        automated=technology.automated + deployed,
        assisted=technology.assisted + assisted,
        redirected=technology.redirected + due_assisted,
        decided=technology.decided + (due - deployed),
        scheduled=_shifted(technology.scheduled),
        carried=_shifted(technology.carried),
        kept=technology.kept + kept,
        reported=technology.reported + carried[:, :, _REPORTED] * part,
        entry_pressure=(1 - fading) * technology.entry_pressure
        + automated_share
        + assist_weight * assisted_share,
        entry_pressure_floored=(1 - fading) * technology.entry_pressure_floored
        + floored
        + assist_weight * assisted_share,
        tasks_changed=np.concatenate(
            [(automated_share + weight * assisted_share)[None], technology.tasks_changed[:-1]]
        ),
        notice=notice,
        cap_bound=binds,
    )
    displaced_units = deployed - kept
    return state, Deployment(
        automated_work=displaced_units,
        automated_share=automated_share,
        assisted_share=assisted_share,
        displacement_hazard=np.clip(_ratio(dismissals, human_before), 0.0, 1.0),
        retrain_first_share=np.clip(_ratio(carried[:, :, _RETRAIN] * part, displaced_units), 0.0, 1.0),
        reassign_share=np.clip(_ratio(carried[:, :, _REASSIGN] * part, displaced_units), 0.0, 1.0),
        cap_binds=binds,
        capped=(due - deployed).sum(axis=1) * 1.0,
    )


def _frozen(due: Array, setting: TechnologySetting, month: int) -> Array:
    if setting.is_history(month) or not setting.frozen_adoption.any():
        return due
    return np.where(setting.frozen_adoption[:, None], 0, due)


def _within_cap(
    due: Array, counted: Array, limit: Array, leakage: Array, stream: Stream | None
) -> tuple[Array, Array]:
    """(B,O) units that go ahead and (B,) whether the cap binds.

    Exactly `limit` counted units go ahead where it binds, plus the leaking share of the rest; of whole units
    as many in the mean, and in every month within one unit.
    """
    total = (due * counted).sum(axis=1)
    binds = total > limit
    if not binds.any():
        return due, binds
    within = np.where(binds, limit / np.where(total > 0, total, 1.0), 1.0)
    within = within + leakage * (1 - within)
    allowed = np.where(binds[:, None], due * within[:, None], due)
    if stream is not None:
        allowed = round_keeping_weighted_total(allowed, counted, stream)
    return allowed, binds


def _with_notice(pipeline: Array, automated_share: Array, instruments: Instruments) -> tuple[Array, Array]:
    """Put this month's automation where its dismissals fall due; also (B,O) what falls due now."""
    months = np.clip(np.rint(instruments.protection_notice_months).astype(int), 0, INDICATOR_MONTHS - 1)
    held = (months > 0) * (1 - instruments.protection_leakage)
    pipeline = pipeline.copy()
    pipeline[np.arange(len(months)), :, months] += held[:, None] * automated_share
    due = pipeline[:, :, 0] + (1 - held)[:, None] * automated_share
    return _shifted(pipeline), due


def _shifted(pipeline: Array) -> Array:
    """One month nearer along the last axis."""
    moved = np.zeros_like(pipeline)
    moved[..., :-1] = pipeline[..., 1:]
    return moved


def _ratio(above: Array, below: Array) -> Array:
    return np.divide(above, below, out=np.zeros(above.shape), where=below > 0)
