"""Trade with the competitor over one contested volume (model.md 10): what one gains the other loses."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from andante.economy.accounts import RELATIVE_TOLERANCE
from andante.economy.compute import log_price_change
from andante.economy.exchange import Array
from andante.economy.parameters import Parameters
from andante.economy.technology import Technology, TechnologySetting
from andante.errors import IdentityError, Problem, Where

EVEN_SHARE = 0.5
"""Both economies hold half of the contested sales when the policies begin."""


@dataclass(frozen=True, slots=True)
class Abroad:
    """What an economy sees of the other one at the start of a month; all (B,)."""

    log_tfp: Array
    approved: Array
    """Orders of magnitude over the frontier of the first policy month."""


def seen_by_others(technology: Technology) -> Abroad:
    """What the other economy sees."""
    return Abroad(technology.log_tfp, technology.approved)


def elasticity_in_force(setting: TechnologySetting, month: int) -> Array:
    """(B,) eps_T: from its short to its long value since the policies began."""
    return elasticity_after(setting.parameters, month - setting.first_policy_month)


def elasticity_after(parameters: Parameters, months: int) -> Array:
    """(B,) eps_T this many months after the policies began."""
    share = np.clip(months / parameters["trade_elasticity_months"], 0, 1)
    short, long = parameters["trade_elasticity_short"], parameters["trade_elasticity_long"]
    return np.asarray(short + (long - short) * share)


def moved_towards(shift: Array, wanted: Array, parameters: Parameters) -> Array:
    """(B,) X over the openness, a month nearer to what prices call for: buyers change suppliers slowly."""
    speed = -np.expm1(-1 / parameters["trade_adjustment_months"])
    return np.asarray(shift + speed * (wanted - shift))


def relative_productivity(technology: Technology, abroad: Abroad) -> Array:
    """(B,) ln TFP of the competitor over one's own, zero when the policies began: rc of (10.1)."""
    return np.asarray(abroad.log_tfp - technology.log_tfp - technology.productivity_gap_start)


def advance_trade(
    technology: Technology, setting: TechnologySetting, abroad: Abroad | None, month: int
) -> Technology:
    """Move the trade effect X (10.1) a month on, from the productivities at the end of last month."""
    if abroad is None or setting.is_history(month):
        return technology
    if month == setting.first_policy_month:
        gap = np.asarray(abroad.log_tfp - technology.log_tfp)
        technology = replace(technology, productivity_gap_start=gap)
    wanted = -elasticity_in_force(setting, month) * relative_productivity(technology, abroad)
    moved = moved_towards(technology.trade_shift, wanted, setting.parameters)
    return replace(technology, trade_shift=moved)


def trade_effect(technology: Technology, setting: TechnologySetting) -> Array:
    """(B,) X: log points of demand for the economy's work."""
    return np.asarray(setting.trade_openness * technology.trade_shift)


def trade_record(
    technology: Technology, setting: TechnologySetting, abroad: Abroad | None, jobs: Array, month: int
) -> dict[str, Array]:
    """The series of the race; `jobs` (B,) are the jobs wanted with the trade effect.

    What is not known without chips or without a competitor is left out.
    """
    compute = setting.compute
    own = {
        "log_capability": compute.log_capability[month],
        "log_capability_in_use": technology.approved * np.log(10),
        "inference_price": log_price_change(technology, setting, month),
        "trade_effect": trade_effect(technology, setting),
    }
    if np.isfinite(compute.chips).all():
        own |= {"chips": compute.chips[month], "domestic_chips": compute.domestic[month]}
    if abroad is None or compute.other_log_capability is None:
        return own
    effect = trade_effect(technology, setting)
    return {
        **own,
        "technology_gap": compute.other_log_capability[month] - compute.log_capability[month],
        "capability_in_use_gap": (abroad.approved - technology.approved) * np.log(10),
        "productivity_gap": np.zeros(setting.batch)
        if setting.is_history(month)
        else relative_productivity(technology, abroad),
        "export_share": EVEN_SHARE + technology.trade_shift,
        "trade_jobs": jobs * -np.expm1(-effect),
    }


def check_trade(
    own: tuple[Technology, TechnologySetting],
    other: tuple[Technology, TechnologySetting],
    relative_output: float,
    month: str,
) -> None:
    """Raise IdentityError unless what one economy gains in trade the other loses.

    `relative_output` is the other economy's output over one's own when the policies begin.
    """
    gained = trade_effect(*own)
    lost = trade_effect(*other) * relative_output
    scale = np.maximum(np.abs(gained), RELATIVE_TOLERANCE)
    if np.all(np.abs(gained + lost) <= 1e-8 * scale + 1e-15):
        return
    row = int(np.argmax(np.abs(gained + lost)))
    raise IdentityError(
        Problem(
            f"trade of the two economies does not mirror in {month}: "
            f"{gained[row]:+.6g} against {lost[row]:+.6g} of the economy's output",
            Where(field="trade", row=row),
            mend="This is a fault of the model code, not of the input; please report the scenario.",
        )
    )
