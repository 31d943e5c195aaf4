"""A small economy for the tests of the labour side, and a month of it written slowly, person by person."""

from __future__ import annotations

import numpy as np

from andante.economy.exchange import Array, LabourDemand
from andante.economy.inputs import EconomyInputs
from andante.economy.labour_tables import DURATIONS, LabourTables
from andante.economy.state import Graduates, Workforce


def five_occupations(
    occupations: int = 5, labour_force: float = 1e6, seed: int = 3, entrants: float = 3e4
) -> EconomyInputs:
    """Occupations of uneven size, seasons, ages, a dense network."""
    random = np.random.default_rng(seed)
    share = random.lognormal(0, 0.6, occupations)
    share /= share.sum()
    ages = np.array([0.08, 0.10, 0.38, 0.34, 0.10])
    jobs = share[:, None] * ages * labour_force * 0.95
    months = np.array([1, 2, 1, 0.5, 0.5, 0.5, 8, 5, 1, 1, 1, 1.0])
    seasons = np.array([1.4, 1.4, *np.ones(10)])
    moves = random.random((occupations, occupations)) ** 3 * share
    network = 0.85 * np.eye(occupations) + 0.15 * moves / moves.sum(axis=1, keepdims=True)
    return EconomyInputs(
        name="small",
        jurisdiction="XX",
        occupations=tuple(f"o{i}" for i in range(occupations)),
        sectors=("A",),
        ages=("16-24", "25-29", "30-44", "45-59", "60+"),
        employment_by_sector=jobs.sum(axis=1)[None, :],
        employment_by_age=jobs,
        labour_force=labour_force,
        unemployment_rate_by_age=np.array([0.14, 0.07, 0.04, 0.04, np.nan]),
        mobility=network,
        exposure=random.random(occupations) * 0.5,
        log_wage=random.normal(11, 0.4, occupations),
        gdp_share=share,
        labour_share=np.full(occupations, 0.55),
        entrants_per_year=entrants,
        entrant_month_weights=months / months.sum(),
        separation_month_weights=seasons / seasons.mean(),
        entrants_by_occupation=share,
        firm_size_shares=np.array([0.2, 0.2, 0.2, 0.4]),
    ).check()


def random_workforce(
    random: np.random.Generator, batch: int, occupations: int, people: bool, size: float = 400.0
) -> Workforce:
    """Any workforce: random counts in every cell, some of them empty."""

    def stock(*shape: int) -> Array:
        cells = random.gamma(0.5, size, shape) * (random.random(shape) < 0.8)
        return np.floor(cells).astype(np.int64) if people else cells

    unemployed = stock(batch, occupations, 1, 5, DURATIONS, 2)
    trained = np.floor(unemployed[..., 0, 0] * 0.3)
    return Workforce(
        employed=stock(batch, occupations, 1, 5, 2) * 20,
        unemployed=unemployed,
        training=stock(batch, occupations, 1, 5, 12),
        just_trained=trained.astype(np.int64) if people else trained,
        vacancies=stock(batch, occupations, 1) * 10,
        graduates=Graduates(np.zeros((batch, occupations, 7)), np.zeros((batch, 18)), np.zeros((batch, 12))),
    )


def random_demand(random: np.random.Generator, workforce: Workforce, with_ai: bool = True) -> LabourDemand:
    """Any demand: shortage in some occupations, surplus in others, every instrument in use."""
    batch, occupations = workforce.employed.shape[:2]
    posts = workforce.employed.sum(axis=(3, 4)) + workforce.vacancies
    shape = (batch, occupations)
    target = posts * random.uniform(0.7, 1.3, (*shape, 1))
    attrition = random.random(batch)
    if not with_ai:
        return LabourDemand(target, attrition)
    return LabourDemand(
        target=target,
        attrition_share=attrition,
        displacement_hazard=random.random(shape) * 0.2,
        entry_pressure=random.random(shape) * 0.1,
        entry_floor_factor=random.random(shape),
        retrain_first_share=random.random(shape) * 0.5,
        reassign_share=random.random(shape) * 0.5,
        training_places=random.random(batch) * 3000,
        training_months=random.integers(1, 13, batch),
    )


def slow_month(
    workforce: Workforce, demand: LabourDemand, tables: LabourTables, month: int
) -> dict[str, Array]:
    """Expected stocks after one month without training, demography or redirection, one cell at a time.

    Written from the equations of model.md 6 alone: no array code, no shared function.
    """
    spells, entry = tables.spells, tables.entry
    assert spells is not None
    assert entry is not None
    batch, occupations, _, ages, _ = workforce.employed.shape
    weights = np.asarray(tables.network.forward)
    after = {
        "employed": workforce.employed.astype(float).copy(),
        "unemployed": np.zeros(workforce.unemployed.shape),
        "vacancies": workforce.vacancies.astype(float).copy(),
    }
    for b in range(batch):
        rates = [
            np.broadcast_to(x, (batch, 1, 1))[b, 0, 0]
            for x in (tables.separation_adjustment, tables.opening_adjustment, tables.opening_rate)
        ]
        gamma_u, gamma_v, delta_v = (float(rate) for rate in rates)
        xi = float(demand.attrition_share[b])
        separated = np.zeros((occupations, ages, 2))
        displaced = np.zeros((occupations, ages, 2))
        surplus_of, opened = np.zeros(occupations), np.zeros(occupations)
        for o in range(occupations):
            e = float(workforce.employed[b, o].sum())
            gap = e + float(workforce.vacancies[b, o, 0]) - float(demand.target[b, o, 0])
            surplus_of[o] = max(gap, 0.0)
            hazard = 0.0 if demand.displacement_hazard is None else float(demand.displacement_hazard[b, o])
            base = (1 - xi) * min(e, gamma_u * max(gap, 0.0)) / e if e else 0.0
            directed = (1 - xi) * hazard
            opened[o] = e * (delta_v + (1 - delta_v) * (min(e, gamma_v * max(-gap, 0.0)) / e if e else 0.0))
            order = tables.layoff_order[b, 0, 0] if tables.layoff_order is not None else np.ones(ages)
            mean = sum(float(workforce.employed[b, o, 0, a].sum()) * float(order[a]) for a in range(ages))
            for a in range(ages):
                usual = float(tables.separation_rate[month % 12, b, 0, 0, a])
                layoff = min(max((base + directed) * float(order[a]) / (mean / e), 0.0), 1.0) if e else 0.0
                for k in range(2):
                    stock = float(workforce.employed[b, o, 0, a, k])
                    separated[o, a, k] = stock * (usual + (1 - usual) * layoff)
                    if base + directed > 0:
                        displaced[o, a, k] = stock * (1 - usual) * layoff * directed / (base + directed)
        # applications, one market after the other
        arriving = np.zeros((occupations, occupations, ages, 2, DURATIONS))
        for i in range(occupations):
            pull = [weights[i, j] * float(workforce.vacancies[b, j, 0]) for j in range(occupations)]
            if sum(pull) == 0:
                continue
            for j in range(occupations):
                for a in range(ages):
                    chance = 1.0
                    if demand.entry_pressure is not None:
                        floor = (
                            1.0
                            if demand.entry_floor_factor is None
                            else demand.entry_floor_factor[b, i * 0 + j]
                        )
                        limit = float(entry.limit[b, 0, 0, 0])
                        load = (
                            float(entry.strength[b, 0, 0, a])
                            * float(floor)
                            * float(demand.entry_pressure[b, j])
                        )
                        chance = 1 - limit * (1 - np.exp(-load / limit))
                    for d in range(DURATIONS):
                        for k in range(2):
                            n = float(workforce.unemployed[b, i, 0, a, d, k])
                            eta = float(spells.viability[b, 0, 0, a, d, k])
                            viable = n * eta
                            if d == 0 and k == 0 and workforce.just_trained is not None:
                                trained = float(workforce.just_trained[b, i, 0, a])
                                bonus = min(eta * float(spells.trained_factor[b, 0, 0, 0]), 1.0)
                                viable = (n - trained) * eta + trained * bonus
                            arriving[i, j, a, k, d] = viable * pull[j] / sum(pull) * chance
        for j in range(occupations):
            v = float(workforce.vacancies[b, j, 0])
            s = float(arriving[:, j].sum())
            filled = v * (1 - np.exp(-s / v)) if v else 0.0
            arriving[:, j] *= filled / s if s else 0.0
            unfilled = v + opened[j] - filled
            after["vacancies"][b, j, 0] = unfilled - min(unfilled, xi * gamma_u * surplus_of[j])
        recovery = float(np.broadcast_to(spells.recovery, (batch, 1, 1, 1))[b, 0, 0, 0])
        p_scar = float(np.broadcast_to(spells.layoff_scar, (batch, 1, 1, 1))[b, 0, 0, 0])
        for o in range(occupations):
            for a in range(ages):
                joined = [0.0, 0.0]
                for d in range(DURATIONS):
                    for k in range(2):
                        scarred = int(spells.hired_scarred[b, 0, 0, 0, d, k])
                        joined[scarred] += float(arriving[:, o, a, k, d].sum())
                        left = float(arriving[o, :, a, k, d].sum())
                        stays = float(workforce.unemployed[b, o, 0, a, d, k]) - left
                        after["unemployed"][b, o, 0, a, min(d + 1, DURATIONS - 1), k] += stays
                stock = [after["employed"][b, o, 0, a, k] - separated[o, a, k] + joined[k] for k in range(2)]
                after["employed"][b, o, 0, a, 0] = stock[0] + recovery * stock[1]
                after["employed"][b, o, 0, a, 1] = stock[1] * (1 - recovery)
                marked = p_scar * displaced[o, a, 0]
                after["unemployed"][b, o, 0, a, 0, 0] += separated[o, a, 0] - marked
                after["unemployed"][b, o, 0, a, 0, 1] += separated[o, a, 1] + marked
    return after
