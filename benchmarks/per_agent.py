"""A per-agent engine of the labour month: one array element a worker, written to be as fast as NumPy allows.

It serves twice. As a benchmark it is the best a simulation of individual workers reaches in plain NumPy
(event-driven: only workers to whom something may happen are touched). As an oracle it is the slow,
independent account of the same law: it shares no module with `andante`, and the counts of the package must
agree with it in distribution.

Law of one month (all events read the stocks at its start):
    gap_o = employed_o + vacancies_o - target_o
    separation of a worker of age a in o: s_a + (1 - s_a) clip(l_o w_a, 0, 1),
        l_o = (1 - attrition) min(e_o, adjust max(0, gap_o)) / e_o
    an opening per employed worker: open + (1 - open) min(e_o, adjust max(0, -gap_o)) / e_o
    every unemployed worker is viable with probability v(age, months, scar) and sends one application, to j
        with probability proportional to vacancies_j A_ij; it is dropped with probability 1 - entry[a, j]
    an application lands on one of the vacancies of j at random; a vacancy takes one of its applicants
    closings_o = min(vacancies_o + openings_o - hires_o, attrition adjust max(0, gap_o))
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Law:
    """The parameters of the month. O occupations, A ages, D months of unemployment, K scars."""

    target: Floats  # (O,) workers
    mobility: Floats  # (O, O) rows sum to one
    separation: Floats  # (A,)
    first_to_go: Floats  # (A,) mean one
    opening: float
    adjust: float
    attrition: float = 0.0
    viable: Floats = field(default_factory=lambda: np.ones((1, 1, 1)))  # (A, D, K)
    entry: Floats = field(default_factory=lambda: np.ones((1, 1)))  # (A, O)
    scarred_from: int | None = None  # months of unemployment at hire that scar
    recovery: float = 0.0  # of a scar, a month, while employed


class Workers:
    """Every worker as one element of a few arrays; vacancies are counts, as firms are not modelled."""

    def __init__(
        self, law: Law, employed: NDArray[np.int64], vacancies: NDArray[np.int64], seed: int
    ) -> None:
        """`employed` (O, A) workers, all start in work and unscarred; `vacancies` (O,)."""
        self.law = law
        self.random = np.random.Generator(np.random.SFC64(seed))
        occupations, ages = employed.shape
        cells = np.repeat(np.arange(occupations * ages), employed.reshape(-1))
        self.occupation = (cells // ages).astype(np.int16)
        self.age = (cells % ages).astype(np.int8) if ages > 1 else None
        self.scarred = np.zeros(len(cells), dtype=bool) if law.scarred_from is not None else None
        self.in_work = np.ones(len(cells), dtype=bool)
        self.jobless = np.empty(0, dtype=np.int64)
        self.months = np.empty(0, dtype=np.int16)
        self.vacancies = vacancies.astype(np.int64).copy()
        self.employed = employed.sum(axis=1).astype(np.int64)

    def step(self, target: Floats | None = None) -> None:
        """One month."""
        law, random = self.law, self.random
        goal = law.target if target is None else target
        employed = np.maximum(self.employed, 1)
        gap = self.employed + self.vacancies - goal
        layoff = (1 - law.attrition) * np.minimum(employed, law.adjust * np.maximum(0.0, gap)) / employed
        leave = law.separation + (1 - law.separation) * np.clip(np.outer(layoff, law.first_to_go), 0.0, 1.0)
        leavers = self._leavers(leave)
        wanted = np.minimum(employed, law.adjust * np.maximum(0.0, -gap)) / employed
        openings = random.binomial(self.employed, law.opening + (1 - law.opening) * wanted)
        winners, destinations = self._matches()
        hires = np.bincount(destinations, minlength=len(goal))
        surplus = np.floor(law.attrition * law.adjust * np.maximum(0.0, gap) + random.random(len(goal)))
        closings = np.minimum(self.vacancies + openings - hires, surplus.astype(np.int64))
        self._settle(leavers, winners, destinations)
        self.vacancies = self.vacancies + openings - hires - closings

    def _leavers(self, leave: Floats) -> NDArray[np.int64]:
        """Employed workers who lose their job: candidates at the highest rate, then thinned to their own."""
        highest = float(leave.max())
        count = len(self.occupation)
        if highest <= 0.0:
            return np.empty(0, dtype=np.int64)
        mean = count * highest
        jumps = self.random.geometric(highest, size=int(mean + 8 * np.sqrt(mean) + 16))
        candidates = np.cumsum(jumps) - 1
        while candidates[-1] < count:
            more = np.cumsum(self.random.geometric(highest, size=1024)) + candidates[-1]
            candidates = np.concatenate([candidates, more])
        candidates = candidates[: np.searchsorted(candidates, count)]
        occupation = self.occupation[candidates]
        rate = leave[occupation, 0 if self.age is None else self.age[candidates]]
        taken = (self.random.random(len(candidates)) * highest < rate) & self.in_work[candidates]
        return candidates[taken]

    def _matches(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Positions in `jobless` of those hired, and where."""
        law, random = self.law, self.random
        nobody = np.empty(0, dtype=np.int64)
        if len(self.jobless) == 0 or self.vacancies.sum() == 0:
            return nobody, nobody
        applicants = np.arange(len(self.jobless))
        if law.viable.size > 1:
            age = 0 if self.age is None else self.age[self.jobless]
            scar = 0 if self.scarred is None else self.scarred[self.jobless].astype(np.int8)
            months = np.minimum(self.months, law.viable.shape[1] - 1)
            keep = random.random(len(applicants)) < law.viable[age, months, scar]
            applicants = applicants[keep]
        origin = self.occupation[self.jobless[applicants]].astype(np.int64)
        weights = law.mobility * self.vacancies
        cumulative = np.cumsum(weights, axis=1)
        reach = cumulative[:, -1]
        open_to = reach[origin] > 0
        applicants, origin = applicants[open_to], origin[open_to]
        scaled = cumulative / np.where(reach > 0, reach, 1.0)[:, None] + np.arange(len(reach))[:, None]
        draws = random.random(len(origin)) + origin
        destination = np.searchsorted(scaled.reshape(-1), draws, side="right") - origin * len(reach)
        destination = np.minimum(destination, len(reach) - 1)
        if law.entry.size > 1:
            age = 0 if self.age is None else self.age[self.jobless[applicants]]
            keep = random.random(len(applicants)) < law.entry[age, destination]
            applicants, destination = applicants[keep], destination[keep]
        return self._urn(applicants, destination)

    def _urn(
        self, applicants: NDArray[np.int64], destination: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Every application lands on one vacancy; of those on one vacancy a random one is hired."""
        order = self.random.permutation(len(applicants))
        applicants, destination = applicants[order], destination[order]
        first = np.concatenate([[0], np.cumsum(self.vacancies)[:-1]])
        place = self.random.random(len(applicants)) * self.vacancies[destination]
        desk = first[destination] + place.astype(np.int64)
        holder = np.full(int(self.vacancies.sum()), -1, dtype=np.int64)
        holder[desk] = np.arange(len(applicants))
        hired = holder[holder >= 0]
        return applicants[hired], destination[hired]

    def _settle(
        self, leavers: NDArray[np.int64], winners: NDArray[np.int64], destinations: NDArray[np.int64]
    ) -> None:
        law = self.law
        if self.scarred is not None and law.recovery > 0:
            marked = np.flatnonzero(self.scarred & self.in_work)
            self.scarred[marked[self.random.random(len(marked)) < law.recovery]] = False
        hired = self.jobless[winners]
        if self.scarred is not None and law.scarred_from is not None:
            self.scarred[hired[self.months[winners] >= law.scarred_from]] = True
        occupations = len(self.employed)
        left = np.bincount(self.occupation[leavers], minlength=occupations)
        self.occupation[hired] = destinations
        self.in_work[hired] = True
        self.in_work[leavers] = False
        stay = np.ones(len(self.jobless), dtype=bool)
        stay[winners] = False
        self.jobless = np.concatenate([self.jobless[stay], leavers])
        self.months = np.concatenate([self.months[stay] + 1, np.zeros(len(leavers), dtype=np.int16)])
        self.employed = self.employed - left + np.bincount(destinations, minlength=occupations)

    @property
    def unemployment_rate(self) -> float:
        """Fraction of all workers."""
        return len(self.jobless) / len(self.occupation)
