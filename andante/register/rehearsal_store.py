"""A sample of simulated filings through a real register: a scratch database, real steps, a clock set by hand.

Each filing is sent on the first working day of its month, checked, returned once where something is missing,
sent again when the run says so, assessed, proposed by one person and decided by another. What the register
decides must be what the export says. One more filing of each procedure is left untouched, to see its clocks
run out on the days on which the rehearsal of queues counts them. At the end the register is checked whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from andante.filing.exported import ExportedFilings
from andante.filing.outcomes import Outcome, ProcedureName
from andante.policies.canonical import policy_content
from andante.policies.schema import Policy
from andante.register.calendars import WorkingCalendar
from andante.register.canonical_json import missing_library
from andante.register.queue_events import named_stream
from andante.register.queue_plan import QueuePlan, times_over
from andante.register.rehearsal_arrivals import NO_PROCEDURE, WorkingDays, handled_by, sent_back
from andante.register.rehearse import Rehearsal
from andante.register.states import Action, Role, State

_MONTHS_OF_A_MODEL = 6
"""An entry that is not used lapses after a year: a younger model is named well before."""
_STATEMENT = "Rehearsal: those whom it concerns have been heard."
_REASON = "Rehearsal: the register needs a model for simulated filings to name."
_MODEL: Mapping[str, Any] = {
    "kind": "model", "provider": "Simulated provider", "purpose": "stands for every model of the rehearsal",
    "version": "1", "algorithm_type": "generation_synthesis", "corpus_sample_pass_rate": 1.0,
    "corpus_technical_pass_rate": 1.0, "test_bank_questions": 10_000, "content_pass_rate": 1.0,
    "refusal_bank_questions": 10_000, "refusal_rate": 1.0, "non_refusal_bank_questions": 10_000,
    "over_refusal_rate": 0.0, "keyword_count": 100_000, "training_data_statement": True,
    "public_facing": False, "incident_contact": True, "evaluation_at_work": True,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Somebody:
    id: str
    roles: frozenset[Role]
    acts_for: frozenset[str] = frozenset()


_FILER = _Somebody("rehearsal-filer", frozenset({Role.FILER}), frozenset({"simulated firms"}))
_REVIEWER = _Somebody("rehearsal-reviewer", frozenset({Role.REVIEWER}))
_APPROVER = _Somebody("rehearsal-approver", frozenset({Role.APPROVER}))
_ADMINISTRATOR = _Somebody("rehearsal-administrator", frozenset({Role.ADMINISTRATOR}))


@dataclass(frozen=True)
class Sample:
    """First filings drawn from an export: their rows, and the filings that each stands for."""

    rows: NDArray[np.int64]
    weights: NDArray[np.float64]


@dataclass(frozen=True)
class StorePass:
    """What a register made of the sample. `disagreements` and `problems` are empty where all is well."""

    filings: int
    stand_for: float
    weight_least: float
    weight_most: float
    returned: int
    decisions: int
    clocks: int
    """Looks at untouched filings on days around the ends of their clocks."""
    log_entries: int
    disagreements: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether the register decided and counted as the rehearsal, and is sound."""
        return not self.disagreements and not self.problems


def draw_sample(exported: ExportedFilings, months: int, size: int, seed: int) -> Sample:
    """`size` first filings of the first months: of each outcome and procedure at least one, by their counts.

    Within an outcome and procedure they are drawn systematically, and stand for equal parts of its filings.
    """
    inside = np.flatnonzero((exported.submission == 1) & (exported.month < months) & (exported.count > 0))
    kind = exported.outcome[inside].astype(np.int64) * 256 + exported.procedure[inside] + 1
    kinds, group = np.unique(kind, return_inverse=True)
    total = np.bincount(group, weights=exported.count[inside])
    largest = np.argsort(-total, kind="stable")[: min(size, len(kinds))]
    many = np.zeros(len(kinds), dtype=np.int64)
    many[largest] = 1
    spare = size - int(many.sum())
    if spare > 0:
        exact = spare * total / total.sum()
        many += np.floor(exact).astype(np.int64)
        rest = np.argsort(-(exact % 1.0), kind="stable")[: size - int(many.sum())]
        many[rest] += 1
    rows, weights = [], []
    stream = named_stream(seed, "sample")
    for index in np.flatnonzero(many):
        members = inside[group == index]
        sums = np.cumsum(exported.count[members])
        steps = (np.arange(many[index]) + stream.random()) * (sums[-1] / many[index])
        rows.append(members[np.minimum(np.searchsorted(sums, steps, side="right"), len(members) - 1)])
        weights.append(np.full(many[index], total[index] / many[index]))
    return Sample(np.concatenate(rows), np.concatenate(weights))


def rehearse_in_store(
    exported: ExportedFilings,
    policy: Policy,
    calendar: WorkingCalendar,
    found: Rehearsal,
    size: int,
    folder: Path,
    on_progress: Callable[[float], None] | None = None,
) -> StorePass:
    """Send a sample through a register in `folder`. RegisterError where a library of it is missing."""
    sample = draw_sample(exported, len(found.days.months), size, found.options.seed)
    scratch = _open(folder, calendar, found.days)
    desk = _Desk(exported, policy, calendar, found.days, scratch, sent_back(exported, policy))
    desk.prepare()
    desk.run(sample.rows.tolist(), on_progress)
    desk.leave_untouched({each.name: each.plan for each in found.procedures})
    log_entries, problems = desk.scratch.checked()
    return StorePass(
        filings=len(sample.rows),
        stand_for=float(sample.weights.sum()),
        weight_least=float(sample.weights.min()),
        weight_most=float(sample.weights.max()),
        returned=desk.returned,
        decisions=desk.decisions,
        clocks=desk.clocks,
        log_entries=log_entries,
        disagreements=tuple(desk.disagreements),
        problems=problems,
    )


@dataclass
class _Scratch:
    """A register in a scratch file, and its clock."""

    engine: Any
    key: Any
    zone: ZoneInfo
    now: datetime
    store: Any = None

    def on(self, day: date) -> None:
        """Noon of a day, there; never back."""
        noon = datetime.combine(day, time(12), self.zone).astimezone(UTC)
        self.now = max(self.now, noon)

    def act(self, person: _Somebody, action: Action | str, case: str | None, **payload: Any) -> Any:
        """A step, a moment after the one before."""
        self.now += timedelta(milliseconds=1)
        return self.store.act(person, str(action), case, payload, None)

    def case(self, number: str) -> Any:
        """The case as the reviewer sees it."""
        return self.store.case(number, _REVIEWER)

    def checked(self) -> tuple[int, tuple[str, ...]]:
        """Entries of the log, and everything that the register's own check and replay find wrong."""
        from andante.register.check import check_register

        check = check_register(self.engine, self.key.verifier())
        size = check.log.size
        self.engine.dispose()
        return int(size or 0), tuple(str(problem) for problem in check.problems)


def _open(folder: Path, calendar: WorkingCalendar, days: WorkingDays) -> _Scratch:
    try:
        from andante.register.engine import open_engine
        from andante.register.migrate import migrate
        from andante.register.signed_note import new_signing_key
        from andante.register.store import Store
    except ImportError as error:
        raise missing_library(str(error.name), "A register") from None
    engine = open_engine(folder / "rehearsal.sqlite")
    migrate(engine)
    zone = ZoneInfo(calendar.zone)
    first = datetime.combine(days.days[0], time(9), zone).astimezone(UTC)
    scratch = _Scratch(engine, new_signing_key("rehearsal.invalid/log"), zone, first)
    scratch.store = Store(engine, scratch.key, lambda: scratch.now)
    return scratch


@dataclass
class _Desk:
    """The way of the sample through the register."""

    exported: ExportedFilings
    policy: Policy
    calendar: WorkingCalendar
    days: WorkingDays
    scratch: _Scratch
    lacking: NDArray[np.bool_]
    """(n,) rows that the check sends back, as the rehearsal of queues has it."""
    models: dict[bool, str] = field(default_factory=dict)
    returned: int = 0
    decisions: int = 0
    clocks: int = 0
    disagreements: list[str] = field(default_factory=list)

    def prepare(self) -> None:
        """The policy in force, a model in force, and one that is suspended."""
        self.scratch.act(_ADMINISTRATOR, "adopt_policy", None, policy=policy_content(self.policy))
        self.models[False] = self._model()
        self.scratch.act(_APPROVER, Action.SUSPEND_AT_ONCE, self.models[False], reason=_REASON)

    def _model(self) -> str:
        number = str(self.scratch.act(_FILER, Action.SUBMIT, None, filing=dict(_MODEL)).number)
        for action in (Action.TAKE_UP, Action.ACCEPT, Action.ASSESS):
            self.scratch.act(_REVIEWER, action, number)
        proposed = self.scratch.case(number).case.policy
        approved = {Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS}
        outcome = proposed.outcome if proposed.outcome in approved else Outcome.APPROVE
        answer = {
            "outcome": outcome.word,
            "conditions": list(proposed.conditions) if outcome is proposed.outcome else [],
            "reason": _REASON,
        }
        self.scratch.act(_REVIEWER, Action.PROPOSE, number, **answer)
        self.scratch.act(_APPROVER, Action.DECIDE, number, **answer)
        start = (self.scratch.now + timedelta(days=90)).date().isoformat()
        return str(self.scratch.act(_APPROVER, Action.PUBLISH, number, start=start).entry)

    def run(self, rows: list[int], on_progress: Callable[[float], None] | None = None) -> None:
        """Month by month: first what comes back, then what is new."""
        back: dict[int, list[tuple[str, int]]] = {}
        wait = self.exported.header.return_months
        by_month: dict[int, list[int]] = {}
        for row in rows:
            by_month.setdefault(int(self.exported.month[row]), []).append(row)
        months = len(self.days.months)
        for month in range(months):
            if on_progress is not None:
                on_progress(month / months)
            self.scratch.on(self._first_day(month))
            if month % _MONTHS_OF_A_MODEL == 0:
                self.models[True] = self._model()
            for number, again in back.pop(month, []):
                self.scratch.act(_FILER, Action.RESUBMIT, number, **self._payload(again))
                self._decide(number, again)
            for row in by_month.get(month, []):
                number = str(self.scratch.act(_FILER, Action.SUBMIT, None, **self._payload(row)).number)
                if not self._sent_back(number, row):
                    self._decide(number, row)
                    if self.exported.outcome[row] != Outcome.NEEDS_INFORMATION:
                        continue
                back.setdefault(month + wait, []).append((number, self._completed(row)))

    def _first_day(self, month: int) -> date:
        return self.days.days[int(np.argmax(self.days.month == month))]

    def _payload(self, row: int) -> dict[str, Any]:
        """What is sent: the fields of the row, and the model that makes `model_approved` what it says."""
        values = {n: v for n, v in self.exported.filings.row(row).items() if v is not None}
        approved = values.pop("model_approved", None)
        filing = {
            "kind": "deployment",
            "system_name": "Simulated system",
            "purpose": "a simulated filing of a rehearsal",
            **values,
        }
        model = {} if approved is None else {"model": self.models[bool(approved)]}
        return {"filing": filing, **model}

    def _sent_back(self, number: str, row: int) -> bool:
        """Check it; return it where something is missing, and see that the rehearsal thought so."""
        self.scratch.act(_REVIEWER, Action.TAKE_UP, number)
        gaps = bool(self.scratch.case(number).case.gaps)
        if gaps != bool(self.lacking[row]):
            self._disagree(row, "something missing", not gaps, gaps)
        if gaps:
            self.returned += 1
            self.scratch.act(_REVIEWER, Action.RETURN_ONCE, number)
        return gaps

    def _completed(self, row: int) -> int:
        """The row of what comes back: the one that the export has for it, or the same again."""
        exported = self.exported
        if exported.outcome[row] != Outcome.NEEDS_INFORMATION:
            return row  # decided all the same
        month = exported.month[row]
        asked = np.flatnonzero(
            (exported.submission == 1)
            & (exported.month == month)
            & (exported.outcome == Outcome.NEEDS_INFORMATION)
        )
        back = np.flatnonzero(
            (exported.submission == 2) & (exported.month == month + exported.header.return_months)
        )
        if len(back) != len(asked):
            return row  # comes back after the end of the run
        return int(back[np.searchsorted(asked, row)])

    def _decide(self, number: str, row: int) -> None:
        """From the check to the decision of two persons, and compare."""
        scratch = self.scratch
        case = scratch.case(number).case
        if case.state is State.SUBMITTED:
            scratch.act(_REVIEWER, Action.TAKE_UP, number)
        scratch.act(_REVIEWER, Action.ACCEPT, number)
        scratch.act(_REVIEWER, Action.ASSESS, number)
        case = scratch.case(number).case
        answer = {"outcome": case.policy.outcome.word, "conditions": list(case.policy.conditions)}
        if case.procedure != ProcedureName.SIMPLIFIED:
            scratch.act(_REVIEWER, Action.OPEN_CONSULTATION, number)
            scratch.act(_REVIEWER, Action.RECORD_CONSULTATION, number, statement=_STATEMENT)
        asks = case.policy.outcome is Outcome.NEEDS_INFORMATION
        scratch.act(_REVIEWER, Action.PROPOSE, number, **answer)
        scratch.act(_APPROVER, Action.ASK_FOR_REVISION if asks else Action.DECIDE, number, **answer)
        self.decisions += 1
        self._compare(number, row)

    def _compare(self, number: str, row: int) -> None:
        exported, case = self.exported, self.scratch.case(number).case
        place = int(exported.procedure[row])
        expected = handled_by(self.policy, None if place < 0 else exported.procedures[place])
        outcome = Outcome(int(exported.outcome[row]))
        proposed = case.policy if case.taken is None else case.taken
        for what, wanted, seen in (
            ("outcome", outcome.word, proposed.outcome.word),
            ("conditions", sorted(exported.condition_words(row)), sorted(proposed.conditions)),
            ("procedure", expected, case.procedure or NO_PROCEDURE),
        ):
            if wanted != seen:
                self._disagree(row, what, wanted, seen)

    def _disagree(self, row: int, what: str, wanted: object, seen: object) -> None:
        self.disagreements.append(f"row {row}: {what} {wanted!r} in the file, {seen!r} in the register")

    def leave_untouched(self, plans: Mapping[str, QueuePlan]) -> None:
        """One filing of each procedure that nobody touches, looked at around the ends of its clocks."""
        last = len(self.days.months) - 1
        start = self._first_day(last)
        self.scratch.on(start)
        numbers = {name: self._untouched(name, last) for name in plans}
        for ahead in sorted({day for plan in plans.values() for day in _looks(plan)}):
            self.scratch.on(self.calendar.add_working_days(start, ahead))
            self.scratch.store.due(self.scratch.now)
            for name, number in numbers.items():
                if number is not None:
                    self._look(name, plans[name], number, ahead)

    def _untouched(self, name: str, month: int) -> str | None:
        exported = self.exported
        for row in np.flatnonzero((exported.submission == 1) & (exported.month == month)):
            place = int(exported.procedure[row])
            if handled_by(self.policy, None if place < 0 else exported.procedures[place]) == name:
                return str(self.scratch.act(_FILER, Action.SUBMIT, None, **self._payload(int(row))).number)
        return None

    def _look(self, name: str, plan: QueuePlan, number: str, ahead: int) -> None:
        case = self.scratch.case(number).case
        self.clocks += 1
        over = times_over(0, ahead, plan.check_clock)
        if plan.accepts and over:
            assert plan.check_clock is not None
            wanted = (State.ACCEPTED, times_over(plan.check_clock, ahead, plan.decision_clock))
        else:
            wanted = (State.SUBMITTED, 0 if plan.accepts else over)
        seen = (case.state, case.escalations)
        if wanted != seen:
            self.disagreements.append(
                f"{name}, {ahead} working days untouched: {wanted} by the rehearsal, {seen} in the register"
            )


def _looks(plan: QueuePlan) -> set[int]:
    """Working days on which an untouched filing is looked at: the ends of its clocks, and the days after."""
    check, decision = plan.check_clock or 1, plan.decision_clock or 1
    ends = [check, 2 * check, 3 * check]
    if plan.accepts:
        ends += [check + decision, check + 2 * decision]
    return {end + more for end in ends for more in (0, 1)}
