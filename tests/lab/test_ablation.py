"""Ablations switch off what they name and nothing else, and say which targets turn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from andante.economy.parameters import Parameters
from andante.lab.ablation import CHIPS, SEASONAL, SWITCHES, ablations, cost, scored_targets, turned
from andante.lab.fit_targets import fit_run


@pytest.mark.parametrize("switch", SWITCHES, ids=lambda switch: switch.mechanism)
def test_a_switch_is_off_and_was_on(switch) -> None:  # type: ignore[no-untyped-def]
    for economy in ("china", "united-states"):
        packaged = Parameters.build(economy)[switch.parameter]
        assert Parameters.build(economy, {switch.parameter: switch.off})[switch.parameter] != packaged


@pytest.mark.slow
def test_the_united_states_without_each_mechanism() -> None:
    found = {each.mechanism: each for each in ablations("united-states")}
    assert set(found) == {switch.mechanism for switch in SWITCHES} | {SEASONAL, CHIPS}
    # One of the rows, run on its own the way a scenario runs it.
    alone, fitted = fit_run("united-states", {"adoption_imitation": 0.0}), fit_run("united-states")
    imitation = found["imitation"]
    assert imitation.cost == pytest.approx(cost(scored_targets(alone)), rel=1e-6)
    assert imitation.fitted_cost == pytest.approx(cost(scored_targets(fitted)), rel=1e-6)
    assert imitation.turned == turned(scored_targets(fitted), scored_targets(alone))
    assert imitation.lost > 1
    # Separations are level in the data of the United States, and nobody is trained in these runs.
    assert found[SEASONAL].lost == pytest.approx(0.0, abs=1e-6)
    assert found["training"].lost == pytest.approx(0.0, abs=1e-6)
    assert found["entry substitution"].lost > 0
    # The competitor, sections and taxes act from the first policy month on: the targets do not see them.
    for mechanism, lost in ((name, each.lost) for name, each in found.items()):
        if mechanism.startswith(("competitor", "sections", "public finance")):
            assert lost == pytest.approx(0.0, abs=1e-3), mechanism
    # Chips do act on the five months of 2026 that firms were asked about.
    assert found[CHIPS].lost > 0.05


def test_cost_and_verdicts() -> None:
    targets = scored_targets(fit_run("china"))
    assert set(targets) >= {"F1a", "F3"}
    one = replace(targets["F3"], got=0.014, expected=0.0, tolerance=0.007, passed=False)
    assert cost({"F3": one}) == pytest.approx(4.0)
    assert turned({"F3": targets["F3"]}, {"F3": one}) == (("F3 fails",) if targets["F3"].passed else ())
    assert turned({"F3": one}, {"F3": replace(one, passed=None, got=None)}) == ("F3 not tested",)
    assert cost({"F3": replace(one, passed=None, got=None)}) == 0.0
    assert np.isfinite(cost(targets))
