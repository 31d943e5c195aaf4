"""Utility by age and occupation group of a real month, cell by cell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from ai_states import bench, made_indicators, scattered_state

from andante.economy.economy_policy import EconomyPolicy
from andante.economy.instruments import Instruments
from andante.economy.parameters import Parameters
from andante.economy.simulate import simulate
from andante.economy.welfare import certainty_equivalent_of, utility_by_group
from andante.lab.introduce import economy_inputs
from andante.reference.economies import load_economy


@pytest.mark.parametrize("seed", range(3))
def test_every_person_counts_once_in_the_group_of_the_occupation(seed: int) -> None:
    it, random = bench(), np.random.default_rng(seed)
    cells = [random.uniform(0, 1000, (1, 4, 5)) for _ in range(3)]
    people = replace(
        made_indicators(it, seed),
        employed_by_occupation_age=cells[0],
        unemployed_by_occupation_age=cells[1],
        trainees_by_occupation_age=cells[2],
    )
    state = scattered_state(it, seed)
    utility, persons = utility_by_group(state, it.setting, people, it.paths.at(0), it.inputs.occupations)
    relative = it.setting.relative_wage
    wanted, counted = np.zeros((5, 10)), np.zeros((5, 10))
    for o, occupation in enumerate(it.inputs.occupations):
        for a in range(5):
            wage = relative[o] * np.exp(state.log_wage[0, o])
            lower = wage * (1 - 0.5 * (1 - 0.4))
            out_of_work = cells[1][0, o, a] + cells[2][0, o, a]
            group = int(occupation[0])
            wanted[a, group] += cells[0][0, o, a] * (1 - 1 / wage) + out_of_work * (1 - 1 / lower)
            counted[a, group] += cells[0][0, o, a] + out_of_work
    assert utility[0] == pytest.approx(wanted, rel=1e-12)
    assert persons[0] == pytest.approx(counted, rel=1e-12)


def test_groups_hold_the_labour_force_and_the_welfare_of_the_month() -> None:
    """With training: nobody is lost, and the mean is the recorded welfare."""
    levers = {"support.training_places": 0.002, "support.training_months": 4}
    policy = EconomyPolicy("trains", Instruments.from_paths(levers, 8))
    inputs = economy_inputs(load_economy("united-states"), "ilo_share")
    s = simulate(inputs, Parameters.build("united-states"), (policy,), months=8).series
    assert s["in_training"].max() > 1e5
    assert s["persons_by_group"].sum(axis=(2, 3)) == pytest.approx(s["labour_force"], rel=1e-9)
    mean = s["utility_by_group"].sum(axis=(2, 3)) / s["labour_force"]
    assert certainty_equivalent_of(mean, s["risk_aversion"]) == pytest.approx(s["welfare"], rel=1e-9)
