"""Identities: what must add up, checked every month of every run. A violated one stops the run.

In method people they hold exactly; in method average to 1e-9 of the labour force.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from andante.economy.demography import Passage
from andante.economy.exchange import Array
from andante.economy.state import Workforce
from andante.errors import IdentityError, Problem, Where

RELATIVE_TOLERANCE = 1e-9


def check_month(
    before: Workforce,
    after: Workforce,
    passage: Passage | None,
    name_of_month: Callable[[], str],
    names_of_occupations: tuple[str, ...] = (),
) -> None:
    """Raise IdentityError unless persons are conserved and no cell is negative.

    Labour force after = before + entrants + net entry, row by row of the batch.
    """
    problems: list[Problem] = []
    persons = before.persons()
    expected = persons
    if passage is not None:
        gained = passage.joined_employed + passage.joined_unemployed + passage.joined_training
        expected = expected + passage.entrants + gained
    amount = after.persons() - expected
    exact = after.employed.dtype.kind == "i"
    allowed = 0.0 if exact else RELATIVE_TOLERANCE * np.maximum(persons, 1.0)
    off = np.abs(amount) > allowed
    if off.any() or np.isnan(amount).any():
        row = int(np.flatnonzero(off | np.isnan(amount))[0])
        problems.append(
            Problem(
                f"persons are not conserved in {name_of_month()}: {amount[row]:+.6g} persons",
                Where(field="labour force", row=row),
                why="E + U + T after the month must equal E + U + T before it, entrants and leavers counted.",
                mend="This is a fault of the model code, not of the input; please report the scenario.",
            )
        )
    for stock in ("employed", "unemployed", "training", "just_trained", "vacancies"):
        values: Array | None = getattr(after, stock)
        if values is None:
            continue
        least = values.min()
        floor = 0.0 if exact else -RELATIVE_TOLERANCE * float(persons.max())
        if not least >= floor:
            problems.append(_negative_cell(stock, values, name_of_month(), names_of_occupations))
    if problems:
        raise IdentityError(problems)


def _negative_cell(stock: str, values: Array, month: str, occupations: tuple[str, ...]) -> Problem:
    flat = (
        int(np.nanargmin(values)) if not np.isnan(values).any() else int(np.flatnonzero(np.isnan(values))[0])
    )
    cell = tuple(int(index) for index in np.unravel_index(flat, values.shape))
    occupation = occupations[cell[1]] if len(occupations) > cell[1] else str(cell[1])
    amount = float(values[cell])
    return Problem(
        f"{stock} is {amount:.6g} in {month}, occupation {occupation}, cell {cell[2:]}",
        Where(field=stock, row=cell[0]),
        why="No number of people or posts can be negative or missing.",
        mend="This is a fault of the model code, not of the input; please report the scenario.",
    )


def check_flows(
    before: Workforce,
    after: Workforce,
    flows: dict[str, Array],
    passage: Passage | None,
    name_of_month: Callable[[], str],
) -> None:
    """Raise IdentityError unless employment and vacancies change by their flows.

    `flows` holds hires, separations, openings, filled, closings, (B,) sums over the economy.
    """
    batch = before.employed.shape[0]

    def total(values: Array) -> Array:
        result: Array = values.reshape(batch, -1).sum(axis=1)
        return result

    jobs = total(after.employed) - total(before.employed) - flows["hires"] + flows["separations"]
    posts = total(after.vacancies) - total(before.vacancies) - flows["openings"] + flows["closings"]
    posts = posts + flows["hires"]
    if passage is not None:
        jobs = jobs - passage.joined_employed
    exact = after.employed.dtype.kind == "i"
    allowed = 0.0 if exact else RELATIVE_TOLERANCE * np.maximum(before.persons(), 1.0)
    problems = [
        Problem(
            f"{what} do not change by their flows in {name_of_month()}: {amount[row]:+.6g}",
            Where(field=what, row=row),
            mend="This is a fault of the model code, not of the input; please report the scenario.",
        )
        for what, amount in (("jobs", jobs), ("vacancies", posts))
        for row in np.flatnonzero(~(np.abs(amount) <= allowed))[:1].tolist()
    ]
    if problems:
        raise IdentityError(problems)
