"""The impact against sums made person by person, and what must hold of every assessment."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rosters import roster_of

from andante.assessment.assess import assess, worst_outcome
from andante.assessment.coding import TitleCoder, load_coder
from andante.assessment.deployment import (
    Consultation,
    Deployment,
    Mode,
    ModelUsed,
    Place,
    Reassignment,
    Retraining,
    Step,
    Task,
)
from andante.assessment.findings import SMALLEST_GROUP, Assessment, Span
from andante.assessment.network import load_occupation_network
from andante.assessment.shares import time_shares
from andante.assessment.suppression import shown
from andante.assessment.tasks import ResolvedTask
from andante.errors import AssessmentError
from andante.filing.outcomes import Outcome
from andante.policies.load import library_names, load_policy

ON = date(2026, 11, 24)
CODES = ("4222", "2512", "4311", "5223", "2431")
POLICIES = tuple(load_policy(name) for name in library_names())
CONTROLLED = load_policy("controlled-innovation")


@pytest.fixture(scope="module")
def coder() -> TitleCoder:
    return load_coder()


def spans(value: Any) -> list[Span]:
    if isinstance(value, Span):
        return [value]
    if is_dataclass(value) and not isinstance(value, type):
        return [span for each in fields(value) for span in spans(getattr(value, each.name))]
    if isinstance(value, (list, tuple)):
        return [span for each in value for span in spans(each)]
    return []


people = st.fixed_dictionaries(
    {
        "code": st.sampled_from(CODES),
        "age": st.sampled_from(["16-24", "30-44", None]),
        "sex": st.sampled_from(["women", "men"]),
        "seniority": st.sampled_from(["entry", "senior"]),
        "headcount": st.integers(1, 40).map(float),
    }
)
tasks = st.lists(
    st.builds(
        Task,
        occupation=st.sampled_from([*CODES, "42"]),
        task=st.just("something"),
        mode=st.sampled_from(["automate", "augment"]),
        share_of_time=st.floats(0, 0.3).map(lambda x: round(x, 3)),
    ),
    max_size=4,
)


@given(st.lists(people, min_size=1, max_size=25), tasks)
@settings(max_examples=40, deadline=None)
def test_the_figures_are_sums_over_people(rows: list[dict[str, Any]], done: list[Task]) -> None:
    found = assess(Deployment(tasks=tuple(done)), roster_of(rows), [], ON, coder=CODER)

    def shares(code: str) -> tuple[float, float]:
        over = sum(
            t.share_of_time or 0 for t in done if t.mode == "automate" and code.startswith(t.occupation)
        )
        helped = sum(
            t.share_of_time or 0 for t in done if t.mode == "augment" and code.startswith(t.occupation)
        )
        return min(over, 1.0), min(helped, 1.0 - min(over, 1.0))

    impact = found.impact
    assert impact.taken_over.central == pytest.approx(
        sum(r["headcount"] * shares(r["code"])[0] for r in rows)
    )
    assert impact.assisted.central == pytest.approx(sum(r["headcount"] * shares(r["code"])[1] for r in rows))
    affected = sum(r["headcount"] for r in rows if any(r["code"].startswith(t.occupation) for t in done))
    assert impact.people_affected.central == pytest.approx(affected)
    for row in impact.occupations:
        inside = [r for r in rows if r["code"] == row.isco]
        assert row.headcount == sum(r["headcount"] for r in inside)
        assert row.taken_over.central == pytest.approx(
            sum(r["headcount"] * shares(row.isco)[0] for r in inside)
        )
    for group in impact.groups:
        inside = [r for r in rows if (r.get(group.grouping) or "") == group.group]
        assert group.headcount == sum(r["headcount"] for r in inside)
        expected = sum(r["headcount"] * shares(r["code"])[0] for r in inside)
        assert group.taken_over.central == pytest.approx(expected)
    for measure in impact.measures:
        total = measure.taken_over + measure.assisted + measure.unchanged
        assert total == pytest.approx(impact.work)
    whole_must_hold(found)


def whole_must_hold(found: Assessment) -> None:
    where = found.accounted
    assert where.coded + where.review + where.suppressed + where.rejected == pytest.approx(where.roster)
    for span in spans(found):
        assert span.low <= span.central + 1e-9
        assert span.central <= span.high + 1e-9
        assert span.low >= 0 or span.label == "mapped"
    shown_counts = [row.headcount for row in found.impact.occupations]
    shown_counts += [row.headcount for row in found.impact.groups]
    shown_counts += [row.headcount for row in found.matches]
    assert all(count >= SMALLEST_GROUP for count in shown_counts)
    assert found.impact.hires_avoided.central <= found.impact.taken_over.central + 1e-9


CODER = load_coder()
NETWORK = load_occupation_network()


@given(st.lists(st.integers(0, 12), max_size=12))
def test_what_is_hidden_cannot_be_told_by_subtraction(counts: list[int]) -> None:
    visible = shown(counts)
    hidden = sum(count for count, show in zip(counts, visible, strict=True) if not show)
    assert all(show or count > 0 for count, show in zip(counts, visible, strict=True))
    assert all(
        count == 0 or count >= SMALLEST_GROUP for count, show in zip(counts, visible, strict=True) if show
    )
    assert hidden == 0 or hidden >= SMALLEST_GROUP or hidden == sum(counts)


def centre(**changes: Any) -> Deployment:
    base = Deployment(
        name="Assistant",
        sector="G",
        firm_size=1000.0,
        mode="automate",
        model=ModelUsed(approval="approved"),
        high_impact_decision=False,
        human_final_decision=True,
        tasks=(Task("4222", "answer questions", "automate", 0.1),),
        start=date(2027, 3, 1),
        steps=(Step(date(2027, 3, 1), 1.0),),
        other_automated_work_12m=0.0,
        notice_days=45.0,
        retraining=Retraining(offered=True, places=10, cost=2000.0),
        reassignment=Reassignment(offered=True, posts=5, pay_floor=0.9),
        entry_hiring_kept=True,
        consultation=Consultation(
            held=True, with_whom="works council", held_on=date(2026, 12, 1), words="yes"
        ),
        place=Place(country="china", unemployment_rate=0.04),
    )
    return replace(base, **changes)


ROSTER = roster_of(
    [
        {"code": "4222", "headcount": 300.0, "age": "16-24", "seniority": "experienced"},
        {"code": "4311", "headcount": 700.0, "seniority": "senior"},
    ]
)


def test_thirty_posts_of_a_thousand(coder: TitleCoder) -> None:
    found = assess(centre(), ROSTER, [CONTROLLED], ON, coder=coder)
    assert found.filing.values["automated_work"] == 30.0
    assert found.filing.values["displaced_share"] == 0.03
    assert found.decisions[0].decision.outcome is Outcome.APPROVE_WITH_CONDITIONS
    assert "collective-displacement" in [reason.rule for reason in found.decisions[0].decision.matched]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"tasks": (Task("4222", "answer questions", "automate"),)}, "automated_work_12m"),
        ({"tasks": (Task("4222", "answer questions", None, 0.2),), "mode": None}, "automated_work_12m"),
        ({"tasks": ()}, "automated_work_12m"),
        ({"other_automated_work_12m": None}, "automated_work_12m"),
        ({"model": ModelUsed()}, "model_approved"),
        ({"firm_size": None, "tasks": (Task("4222", "a", "automate", 0.05),)}, "displaced_share"),
        ({"consultation": Consultation()}, "consultation_held"),
        ({"notice_days": None}, "notice_days"),
    ],
)
def test_what_is_not_said_is_missing_and_never_approved(
    change: dict[str, Any], field: str, coder: TitleCoder
) -> None:
    found = assess(centre(**change), ROSTER, [CONTROLLED], ON, coder=coder)
    assert found.filing.get(field) is None
    assert worst_outcome(found) in (Outcome.NEEDS_INFORMATION, Outcome.REJECT)
    assert field in found.decisions[0].decision.missing


def test_a_task_without_a_share_is_only_bounded(coder: TitleCoder) -> None:
    found = assess(centre(tasks=(Task("4222", "answer", "automate"),)), ROSTER, [], ON, coder=coder)
    assert found.impact.taken_over.low == 0
    assert found.impact.taken_over.high > 100
    assert "declared" not in [row.id for row in found.impact.measures]
    assert any("bounds" in words for words, _ in found.impact.unknown)


def test_titles_for_review_widen_the_range(coder: TitleCoder) -> None:
    rows = [{"code": "4222", "headcount": 100.0}, {"title": "zzz qqq", "headcount": 50.0}]
    found = assess(centre(), roster_of(rows, rejected=3.0), [], ON, coder=coder)
    assert found.accounted.review == 50
    assert found.accounted.rejected == 3
    assert found.impact.people_affected.central == 100
    assert found.impact.people_affected.high == 150
    chosen = assess(centre(), roster_of(rows), [], ON, {"zzz qqq": "4222"}, coder=coder)
    assert chosen.impact.people_affected.central == 150
    assert chosen.accounted.review == 0


def test_a_small_occupation_is_counted_and_not_shown(coder: TitleCoder) -> None:
    rows = [
        {"code": "4222", "headcount": 100.0},
        {"code": "2512", "headcount": 3.0},
        {"code": "4311", "headcount": 30.0},
    ]
    found = assess(centre(), roster_of(rows), [], ON, coder=coder)
    assert [row.isco for row in found.impact.occupations] == ["4222"]
    assert found.accounted.suppressed == 33
    assert found.impact.headcount == 133


def test_an_unknown_occupation_of_a_task_is_an_error_with_its_line(coder: TitleCoder) -> None:
    wrong = (Task("flurbl", "x", "automate", 0.1, line=7), Task("4222", "onet:99999999", "automate", line=9))
    with pytest.raises(AssessmentError) as caught:
        assess(centre(tasks=wrong), ROSTER, [], ON, coder=coder)
    assert [problem.where.line for problem in caught.value.problems] == [9, 7] or [
        problem.where.line for problem in caught.value.problems
    ] == [7, 9]


def test_kept_entry_hiring_leaves_no_entry_post_unfilled(coder: TitleCoder) -> None:
    rows = [{"code": "4222", "headcount": 100.0, "seniority": "entry"}]
    kept = assess(centre(), roster_of(rows), [], ON, coder=coder).impact
    not_kept = assess(centre(entry_hiring_kept=False), roster_of(rows), [], ON, coder=coder).impact
    assert kept.entry_level_posts == Span(0.0, 0.0, 0.0, "declared")
    assert not_kept.entry_level_posts is not None
    assert not_kept.entry_level_posts.central > 0
    unknown = assess(centre(), roster_of([{"code": "4222", "headcount": 100.0}]), [], ON, coder=coder).impact
    assert unknown.entry_level_posts is None


def severity(found: Assessment) -> list[tuple[int, frozenset[str]]]:
    return [
        (int(each.decision.outcome), frozenset(condition.id for condition in each.decision.conditions))
        for each in found.decisions
    ]


@given(
    share=st.floats(0, 0.5),
    more=st.floats(0, 0.5),
    notice=st.integers(0, 90),
    less=st.integers(0, 90),
    drop=st.sets(st.sampled_from(["retraining", "reassignment", "entry", "consultation"])),
)
@settings(max_examples=40, deadline=None)
def test_more_taken_over_and_less_safeguarded_is_never_more_permissive(
    share: float, more: float, notice: int, less: int, drop: set[str]
) -> None:
    one = centre(tasks=(Task("4222", "a", "automate", share),), notice_days=float(max(notice, less)))
    other = replace(
        one,
        tasks=(Task("4222", "a", "automate", min(share + more, 1.0)),),
        notice_days=float(min(notice, less)),
    )
    if "retraining" in drop:
        other = replace(other, retraining=Retraining(offered=False))
    if "reassignment" in drop:
        other = replace(other, reassignment=Reassignment(offered=False))
    if "entry" in drop:
        other = replace(other, entry_hiring_kept=False)
    if "consultation" in drop:
        other = replace(other, consultation=Consultation(held=False))
    before, after = (
        severity(assess(each, ROSTER, POLICIES, ON, coder=CODER, network=NETWORK)) for each in (one, other)
    )
    for (was, had), (now, has) in zip(before, after, strict=True):
        assert now >= was
        assert now > was or has >= had


def test_a_task_of_a_list_keeps_its_words_and_a_foreign_one_is_flagged(coder: TitleCoder) -> None:
    foreign, own = Task("4222", "onet:8823", "automate"), Task("4222", "isco:4222.2", "automate")
    found = assess(centre(tasks=(foreign, own)), ROSTER, [], ON, coder=coder)
    assert [row.listed_isco for row in found.tasks][1] == "4222"
    assert "budget activities" in found.tasks[0].words
    assert [flag.kind for flag in found.flags].count("foreign_task") == 1
    assert found.tasks[0].share is not None
    assert found.tasks[0].share.label == "imputed"
    assert found.filing.get("automated_work") == pytest.approx(
        300 * sum(r.share.central for r in found.tasks if r.share), abs=0.06
    )


@pytest.mark.parametrize("mode", ["automate", "augment", None])
def test_a_range_holds_its_middle_whatever_is_not_known(mode: Mode | None) -> None:
    tasks = [
        ResolvedTask("words", "4222", mode, None, 0.0, 1.0, "missing"),
        ResolvedTask("others", "4222", None, 0.6, 0.5, 0.9, "declared"),
    ]
    shares = time_shares(tasks, None, ["4222"], {"ilo_share": {"4222": 0.7}})
    for levels in (shares.automated[:, 0], shares.assisted[:, 0]):
        assert levels[0] <= levels[1] <= levels[2]
    assert shares.automated[1, 0] + shares.assisted[1, 0] <= 1.0 + 1e-12
