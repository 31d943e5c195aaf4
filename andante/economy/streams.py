"""Named random streams: one counter-based generator per (seed, month, purpose), whatever the threads.

A stream is found by its name, never by what was drawn before it, so two policies on one seed meet the same
streams and differ only by the policy, and a run can be cut, resumed or spread without a changed digit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import numpy as np


class Purpose(IntEnum):
    """What a stream is for. Numbers are part of the results: never renumber, only add."""

    START = 1
    START_VACANCIES = 2
    SEPARATION = 10
    LAYOFF = 11
    AI_LAYOFF = 12
    LAYOFF_SCAR = 13
    RETRAIN_FIRST = 14
    REASSIGN = 15
    REASSIGN_TARGET = 16
    OPENING = 20
    CLOSING = 21
    VIABILITY = 30
    TRAINED_VIABILITY = 31
    APPLICATION = 32
    URN = 33
    WINNER = 34
    HIRED_CELL = 35
    HIRED_SCAR = 36
    LOOK_REGION = 37
    HIRED_REGION = 38
    SCAR_REGION = 39
    TRAINING_ADMISSION = 40
    TRAINING_TARGET = 41
    AGEING_EMPLOYED = 50
    AGEING_UNEMPLOYED = 51
    AGEING_TRAINING = 52
    NET_ENTRY_EMPLOYED = 53
    NET_ENTRY_UNEMPLOYED = 54
    NET_ENTRY_TRAINING = 55
    SCAR_RECOVERY = 56
    ENTRANTS = 60
    ENTRANT_FIELD = 61
    FIRST_JOB = 62
    ENTRANT_REGION = 63
    PROPOSAL_AUTOMATE = 100
    PROPOSAL_ASSIST = 101
    PROCESSING = 102
    DENIED_RETURN = 103
    BACKLOG_AUTOMATE = 104
    BACKLOG_ASSIST = 105
    ARRIVAL_ROUTE = 106
    COMPLETED_ROUTE = 107
    RELEASE = 108
    INDICATOR_NOISE = 110
    FILING = 120
    PROCESSING_STAGE_1 = 130
    PROCESSING_STAGE_2 = 131
    PROCESSING_STAGE_3 = 132
    PROCESSING_STAGE_4 = 133
    PROCESSING_STAGE_5 = 134
    PROCESSING_STAGE_6 = 135
    PROCESSING_STAGE_7 = 136
    PROCESSING_STAGE_8 = 137
    CAPACITY = 140
    CAP = 141


@dataclass(frozen=True, slots=True)
class Stream:
    """The generators of one month and purpose, one per batch row (or one for all rows of an ensemble).

    A stream serves one stage: ask it for its generators once.
    """

    seeds: tuple[int, ...]
    month: int
    purpose: int
    pooled: bool

    def rows(self, batch: int) -> Iterator[tuple[slice, np.random.Generator]]:
        """Yield (rows, generator). Rows that share a seed get equal generators: common random numbers."""
        if self.pooled:
            yield slice(0, batch), self._generator(self.seeds[0])
            return
        for row in range(batch):
            yield slice(row, row + 1), self._generator(self.seeds[row % len(self.seeds)])

    def _generator(self, seed: int) -> np.random.Generator:
        # The key names seed and purpose, the upper counter words the month; the lowest word counts draws.
        key = np.array([seed & 0xFFFFFFFFFFFFFFFF, self.purpose], dtype=np.uint64)
        counter = np.array([0, 0, self.month & 0xFFFFFFFF, 0], dtype=np.uint64)
        return np.random.Generator(np.random.Philox(key=key, counter=counter))


@dataclass(frozen=True, slots=True)
class Streams:
    """All streams of a run. `seeds` has one seed for every row, or one per batch row.

    With `pooled` the rows are independent replicates drawn together from one generator: for ensembles that
    ask about distributions, where no row needs to be repeatable alone.
    """

    seeds: tuple[int, ...]
    pooled: bool = False

    def at(self, month: int, purpose: Purpose) -> Stream:
        """Return the stream of `purpose` in `month` (months counted from the start of the run)."""
        return Stream(self.seeds, month, int(purpose), self.pooled)


@dataclass(frozen=True, slots=True)
class MonthStreams:
    """The streams of one month; None in place of it means method average."""

    streams: Streams
    month: int

    def __getitem__(self, purpose: Purpose) -> Stream:
        return self.streams.at(self.month, purpose)


def stream_of(streams: MonthStreams | None, purpose: Purpose) -> Stream | None:
    """Return the stream of `purpose`, or None in method average."""
    return None if streams is None else streams[purpose]
