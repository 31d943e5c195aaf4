"""Runs: one policy through an economy under every assumption set, and many of them on several processes.

A task is one policy with all its assumption sets along the leading axis. Tasks never depend on how many
processes there are, so that every figure is the same with any number of workers.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from andante.economy.economy_policy import EconomyPolicy
from andante.economy.inert import InertInstrument, inert_instruments
from andante.economy.inputs import EconomyInputs
from andante.economy.simulate import Trajectory, simulate
from andante.errors import Problem, ScenarioError
from andante.lab.comparison import NO_FURTHER_ADOPTION, AssumptionSet
from andante.lab.competitor import World
from andante.lab.introduce import economy_policy, first_days
from andante.lab.ranges import parameters_of
from andante.lab.scenario import HISTORY_START, Scenario
from andante.policies.schema import Policy

Progress = Callable[[float], None]
Task = TypeVar("Task")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class RunTask:
    """Everything one run needs, so that it can travel to a process. `policy` None: the counterfactual."""

    name: str
    policy: Policy | None
    inputs: EconomyInputs
    sets: tuple[AssumptionSet, ...]
    overrides: Mapping[str, float]
    from_month: str
    months: int
    method: str
    seed: int
    scale: float
    world: World = field(default_factory=World)


@dataclass(frozen=True)
class PolicyRun:
    """One policy's monthly series, first axis the assumption sets, second the months."""

    name: str
    method: str
    months: tuple[str, ...]  # history included
    first: int  # index of the first month of the policies part
    series: Mapping[str, NDArray[Any]]
    rules: tuple[str, ...]
    population: int  # persons simulated at the start
    seconds: float
    inert: tuple[InertInstrument, ...] = ()  # instruments that never acted in the central run
    competitor: PolicyRun | None = None  # the competitor beside it: series without further axes

    def part(self, name: str) -> NDArray[np.float64]:
        """(sets, months of the policies part, ...) of one series."""
        return np.asarray(self.series[name][:, self.first :], dtype=np.float64)


def run_task(task: RunTask, on_progress: Progress | None = None) -> PolicyRun:
    """Simulate one policy under all its assumption sets."""
    started = time.perf_counter()
    parameters = parameters_of(task.inputs.name, task.overrides, task.sets)
    policy = introduce(task)

    def count(done: int, total: int) -> None:
        if on_progress is not None:
            on_progress(done / total)

    trajectory = simulate(
        task.inputs,
        parameters,
        [policy],
        start=HISTORY_START,
        policy_from=task.from_month,
        months=task.months,
        method=task.method,
        seed=task.seed,
        scale=task.scale,
        on_month=count,
        chips=task.world.chips,
        competitor=task.world.competitor_of([task.policy is None], task.sets, task.from_month, task.months),
    )
    central = {name: values[0] for name, values in trajectory.series.items()}
    return PolicyRun(
        task.name,
        task.method,
        trajectory.months,
        trajectory.first_policy_month,
        with_derived(trajectory.series),
        policy.rules,
        trajectory.population,
        time.perf_counter() - started,
        inert_instruments(policy, central, trajectory.first_policy_month),
        None if trajectory.competitor is None else _beside(task, trajectory.competitor),
    )


def _beside(task: RunTask, away: Trajectory) -> PolicyRun:
    plain = {name: values for name, values in away.series.items() if values.ndim == 2}
    return PolicyRun(
        task.name,
        away.method,
        away.months,
        away.first_policy_month,
        with_derived(plain),
        (),
        away.population,
        0.0,
    )


def with_derived(series: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """The recorded series and what measures derive from several of them.

    Every displaced worker who finds a job again is a hire: hires less the displaced are those open to others.
    """
    return {**series, "hires_open_to_others": series["hires"] - series["layoffs_ai"]}


def introduce(task: RunTask) -> EconomyPolicy:
    """The task's policy as the model reads it, or the counterfactual."""
    if task.policy is None:
        return EconomyPolicy.no_further_adoption(task.months)
    return economy_policy(task.policy, first_days(task.from_month, task.months))


def run_all(
    tasks: Sequence[RunTask], workers: int | None = None, on_progress: Progress | None = None
) -> list[PolicyRun]:
    """Run the tasks, in their order, on `workers` processes (by default one per core)."""
    count = min(workers or available_cores(), len(tasks))
    if count <= 1:
        return _run_here(tasks, on_progress)
    return run_in_processes(run_task, tasks, count, on_progress)


def _run_here(tasks: Sequence[RunTask], on_progress: Progress | None) -> list[PolicyRun]:
    runs = []
    for index, task in enumerate(tasks):

        def within(share: float, before: int = index) -> None:
            if on_progress is not None:
                on_progress((before + share) / len(tasks))

        runs.append(run_task(task, within))
    return runs


def run_in_processes(
    run: Callable[[Task], Answer], tasks: Sequence[Task], count: int, on_progress: Progress | None
) -> list[Answer]:
    """The processes take the tasks in their order; the answers are put back in that order.

    A process is given all tasks when it starts, and after that only their places: a task on its way through a
    pipe to a process that was killed would keep this one waiting for ever (before Python 3.11.5, gh-94777).
    """
    runs: dict[int, Answer] = {}
    before = set(multiprocessing.active_children())
    with _interrupts_kept() as raise_if_interrupted:
        pool = ProcessPoolExecutor(count, _context(), _enter_worker, (os.getpid(), run, tasks))
        try:
            futures = {pool.submit(_run_at, index): index for index in range(len(tasks))}
            waiting = set(futures)
            while waiting:
                done, waiting = wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED)
                raise_if_interrupted()
                runs.update({futures[future]: future.result() for future in done})
                if done and on_progress is not None:
                    on_progress(len(runs) / len(tasks))
        except BrokenProcessPool:
            problem = Problem(
                "A process of the run was ended from outside.",
                why="Often the system ran out of memory.",
                mend="Try --workers 1, or fewer policies at once.",
            )
            raise ScenarioError(problem) from None
        except BaseException:
            for child in set(multiprocessing.active_children()) - before:
                child.kill()
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    return [runs[index] for index in range(len(tasks))]


@contextmanager
def _interrupts_kept() -> Iterator[Callable[[], None]]:
    """Note an interrupt and raise it when asked.

    Raised wherever it arrives it would be lost inside the hooks that run at a fork, which swallow exceptions.
    """
    noted: list[int] = []

    def raise_if_interrupted() -> None:
        if noted:
            raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield raise_if_interrupted
        return
    usual = signal.signal(signal.SIGINT, lambda number, _: noted.append(number))
    try:
        yield raise_if_interrupted
    finally:
        signal.signal(signal.SIGINT, usual)
    raise_if_interrupted()


def _context() -> multiprocessing.context.BaseContext:
    """Forking starts a process in milliseconds; where it is not safe or not there, a fresh one is started."""
    forks = sys.platform == "linux" and "fork" in multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("fork" if forks else "spawn")


_given: list[tuple[Callable[[Any], Any], Sequence[Any]]] = []
"""What a worker runs, and its tasks: set once where it starts, and empty in the process that started it."""


def _enter_worker(parent: int, run: Callable[[Any], Any], tasks: Sequence[Any]) -> None:
    """A worker leaves an interrupt to the process that started it, and does not outlive that process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _given[:] = [(run, tasks)]
    threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _run_at(place: int) -> Any:
    """In a worker: the answer to the task of a place."""
    ((run, tasks),) = _given
    return run(tasks[place])


def _follow(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def available_cores() -> int:
    """Cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def tasks_for(
    policies: Mapping[str, Policy],
    inputs: EconomyInputs,
    sets: tuple[AssumptionSet, ...],
    scenario: Scenario,
    method: str,
    world: World,
) -> list[RunTask]:
    """The counterfactual and one task per policy, all under the same assumption sets and in one world."""
    everyone: dict[str, Policy | None] = {NO_FURTHER_ADOPTION: None, **policies}
    return [
        RunTask(
            name,
            policy,
            inputs,
            sets,
            scenario.overrides,
            scenario.from_month,
            scenario.months,
            method,
            scenario.seed,
            scenario.scale,
            world,
        )
        for name, policy in everyone.items()
    ]
