"""Saved answers of the Canadian AIA: read strictly, carried both ways, nothing inferred."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.assessment.assess import assess
from andante.assessment.attributes import value_at
from andante.assessment.deployment import Consultation, Deployment, ModelUsed
from andante.assessment.deployment_file import load_deployment, parse_deployment
from andante.assessment.deployment_text import deployment_text
from andante.assessment.exchange.aia import export_aia, from_answers, import_aia
from andante.assessment.exchange.aia_file import AiaFile, aia_file, parse_aia
from andante.assessment.exchange.aia_questions import APART, CATALOGUES, QUESTIONS, questions_of
from andante.assessment.findings import Assessment, Span
from andante.assessment.roster_file import read_roster
from andante.errors import AssessmentError

TEXT = (
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
DEPLOYMENTS = st.builds(
    lambda name, purpose, model, final, autonomy: Deployment(
        name=name,
        purpose=purpose,
        model=ModelUsed(model),
        human_final_decision=final,
        autonomy=autonomy,
    ),
    st.none() | TEXT,
    st.none() | TEXT,
    st.none() | TEXT,
    st.sampled_from([None, True, False]),
    st.sampled_from([None, "advice", "supervised", "autonomous"]),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


def saved(version: str = "v1.0.1", /, **data: object) -> AiaFile:
    return aia_file({"version": version, "currentPage": 3, "data": data, "translationsOnResult": {}})


def problems_of(content: object) -> list[str]:
    with pytest.raises(AssessmentError) as caught:
        parse_aia(json.dumps(content).encode(), "aia.json")
    return [str(problem) for problem in caught.value.problems]


@st.composite
def files(draw: st.DrawFn) -> AiaFile:
    """A file with answers of the table, and others that no deployment has a place for."""
    version = draw(st.sampled_from([*CATALOGUES, *(f"v{each}" for each in CATALOGUES)]))
    asked = questions_of(CATALOGUES[version.removeprefix("v")])
    data: dict[str, object] = {
        f"other{name}": value for name, value in draw(st.dictionaries(TEXT, JSON, max_size=4)).items()
    }
    for name, question in asked.items():
        values = [choice.value for choice in question.choices]
        if not values:
            answer: st.SearchStrategy[object] = TEXT | st.just("  \n ")
        elif question.several:
            answer = st.lists(st.sampled_from(values), unique=True)
        else:
            answer = st.sampled_from(values)
        if draw(st.booleans()):
            data[name] = draw(answer)
    content = {"version": version, "currentPage": draw(st.integers(0, 12)), "data": data}
    extra = draw(st.dictionaries(TEXT.filter(lambda x: x not in content), JSON, max_size=2))
    translations = {"translationsOnResult": draw(st.dictionaries(TEXT, TEXT, max_size=2))}
    return aia_file(json.loads(json.dumps({**content, **extra, **translations})))


def agrees(found: Deployment, own: Deployment) -> None:
    """What was read back says nothing that the deployment does not say."""
    for question in QUESTIONS:
        attributes = [question.attribute] if question.attribute else []
        attributes += [name for choice in question.choices for name in choice.says]
        for name in attributes:
            read = value_at(found, name)
            assert read is None or read == value_at(own, name), name


@given(DEPLOYMENTS)
@settings(max_examples=100, deadline=None)
def test_export_and_import_give_the_same_answers(own: Deployment) -> None:
    found = from_answers(aia_file(export_aia(own).content)).deployment
    agrees(found, own)
    assert (found.name, found.purpose, found.model.name) == (own.name, own.purpose, own.model.name)
    assert found.human_final_decision == own.human_final_decision or own.human_final_decision is False
    if own.human_final_decision is False and own.autonomy == "autonomous":
        assert (found.human_final_decision, found.autonomy) == (False, "autonomous")


@given(files())
@settings(max_examples=150, deadline=None)
def test_import_and_export_keep_every_answer(file: AiaFile) -> None:
    found = from_answers(file)
    assert export_aia(found.deployment, saved=file).content == file.content
    # The deployment file it begins is read back to the same deployment.
    text = deployment_text(found.deployment, found.sources, questions=True)
    read = parse_deployment(text.encode(), "x")
    assert replace(read, digest="", file="", lines={}) == found.deployment


@given(files(), DEPLOYMENTS)
@settings(max_examples=100, deadline=None)
def test_a_later_deployment_changes_only_what_both_ask(file: AiaFile, own: Deployment) -> None:
    before = json.dumps(file.content)
    content: Mapping[str, object] = {}
    with suppress(AssessmentError):
        content = export_aia(own, saved=file).content
    assert json.dumps(file.content) == before
    if not content:
        # Only who decides can be said in two ways between which the deployment does not choose.
        assert "impact30" in file.answers
        return
    both = {name for name, each in questions_of(file.catalogue).items() if each.direction == "both"}
    old, new = dict(file.answers), content["data"]
    assert isinstance(new, dict)
    assert {name: value for name, value in new.items() if name not in both} == {
        name: value for name, value in old.items() if name not in both
    }
    assert {**content, "data": None} == {**file.content, "data": None}
    agreed = from_answers(aia_file(content)).deployment
    for attribute in ("name", "purpose", "human_final_decision", "autonomy"):
        value = value_at(own, attribute)
        assert value is None or value_at(agreed, attribute) in (None, value)


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
@settings(max_examples=200, deadline=None)
def test_no_bytes_end_in_a_traceback(data: bytes) -> None:
    with suppress(AssessmentError):
        parse_aia(data, "x")


@given(st.sampled_from(sorted(questions_of("1.0"))), JSON)
@settings(max_examples=150, deadline=None)
def test_an_answer_is_read_or_refused(name: str, value: object) -> None:
    with suppress(AssessmentError):
        from_answers(saved(**{name: value}))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"[]", "not a JSON object"),
        (b'{"version": "v1.0.1", "version": "v1.0.0", "data": {}}', "stands twice"),
        (b'{"version": NaN}', "NaN is no number"),
        (b'{"version": 1e999}', "too large"),
        (b'{"a": "\\ud800"}', "half a character"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[" * 100_000, "not JSON that can be read"),
        (b"[" * 40 + b"]" * 40, "nested"),
        (b'{"a": ' + b"1" * 5000 + b"}", "not JSON that can be read"),
        (b" " * 5_000_001, "5,000,000 bytes"),
    ],
)
def test_what_is_no_json_is_told(text: bytes, said: str) -> None:
    with pytest.raises(AssessmentError) as caught:
        parse_aia(text, "aia.json")
    assert any(said in str(problem) for problem in caught.value.problems)
    assert all(problem.mend for problem in caught.value.problems)


def test_every_problem_is_told_with_its_question_and_mend() -> None:
    said = problems_of(
        {
            "version": "v1.0.1",
            "currentPage": "two",
            "translationsOnResult": [],
            "data": {
                "projectDetailsTitle": 7,
                "projectDetailsDescription": "x" * 10_001,
                "impact30": "item2-0",
                "decisionSector1": ["item1-1", "item99-1"],
                "aboutSystem9": ["item1-0"],
                "consultationImplementation4": "item11",
                "unknown": {"kept": [1, None]},
            },
        }
    )
    assert len(said) == 8
    assert all("aia.json" in each and "mend:" in each for each in said)
    assert 'write "item2-2"' in "".join(said)
    assert "10,001 characters" in "".join(said)
    twice = problems_of({"version": "v1.0.1", "data": {"decisionSector1": ["item1-1", "item1-1"]}})
    assert "stands twice" in twice[0]


@pytest.mark.parametrize("version", [None, "0.9.1", "v2", 1.0, ""])
def test_only_known_versions_are_read(version: object) -> None:
    said = problems_of({"version": version, "data": {}})
    assert len(said) == 1
    assert "save it again" in said[0]


def test_a_choice_of_one_version_is_none_of_another() -> None:
    public_safety = ["item8-1"]
    assert from_answers(saved(decisionSector1=public_safety)).deployment.high_impact_decision is True
    with pytest.raises(AssessmentError, match="item8-1"):
        saved("v0.10.0", decisionSector1=public_safety)


def test_nothing_is_inferred_from_what_is_not_there() -> None:
    for version in CATALOGUES:
        assert from_answers(saved(version)).deployment == Deployment()
    no = saved(
        decisionSector1=["item2-1"],
        aboutSystem9="item2-2",
        projectDetailsPhase="item2",
        consultationImplementation3="item2-0",
        consultationImplementation4=["item2"],
    )
    assert from_answers(no).deployment == Deployment()


def heard(**data: object) -> Consultation:
    return from_answers(
        saved(consultationImplementation4=["item2", "item11"], **data)
    ).deployment.consultation


def test_unions_that_were_engaged_were_heard_and_those_planned_were_not() -> None:
    assert heard(projectDetailsPhase="item2", consultationImplementation3="item1-2") == Consultation(
        held=True, with_whom="bargaining agents"
    )
    # An answer left over in a question that the tool does not show is no answer.
    assert heard(projectDetailsPhase="item1", consultationImplementation3="item1-2") == Consultation()
    assert heard(projectDetailsPhase="item2", consultationImplementation3="item2-0") == Consultation()
    assert heard(projectDetailsPhase="item2") == Consultation()
    planned = from_answers(saved(projectDetailsPhase="item1", consultationDesign4=["item11"]))
    assert planned.deployment.consultation == Consultation()
    assert any("planned, not held" in remark for remark in planned.remarks)


def test_automation_says_who_decides() -> None:
    full = from_answers(saved(impact30="item1-4")).deployment
    assert (full.human_final_decision, full.autonomy) == (False, "autonomous")
    partial = from_answers(saved(impact30="item2-2")).deployment
    assert (partial.human_final_decision, partial.autonomy) == (True, None)


def test_sources_name_only_what_is_said() -> None:
    partial = from_answers(saved(impact30="item2-2"))
    assert set(partial.sources) == {"system.human_final_decision"}
    assert partial.remarks[0].startswith("Taken over: system.human_final_decision. The file has 1 answers")


def assessed(people: float, headcount: float, known: bool = True) -> Assessment:
    """The customer service case, with another number of people affected."""
    folder = Path(__file__).parents[2] / "examples" / "customer-service"
    roster = read_roster(folder / "roster.csv")
    found = assess(load_deployment(folder / "deployment.yaml"), roster, [], date(2026, 11, 24))
    impact = replace(
        found.impact, people_affected=Span(people, people, people), headcount=headcount, work_known=known
    )
    return replace(found, impact=impact)


@pytest.mark.parametrize(
    ("people", "headcount", "known", "answer"),
    [
        (20, 1000, True, "item1-2"),
        (19.9, 1000, True, None),
        (5, 50, True, "item1-2"),
        (4.9, 50, True, None),
        (0, 0, True, None),
        (500, 1000, False, None),
    ],
)
def test_many_affected_is_a_major_impact_and_few_is_no_answer(
    people: float, headcount: float, known: bool, answer: str | None
) -> None:
    found = assessed(people, headcount, known)
    answers = aia_file(export_aia(found.deployment, found).content).answers
    assert answers.get("impact4A") == answer
    without_tasks = replace(found, deployment=replace(found.deployment, tasks=()))
    assert "impact4A" not in aia_file(export_aia(found.deployment, without_tasks).content).answers


def test_an_answer_that_contradicts_the_deployment_is_refused() -> None:
    partial = saved(impact30="item2-2")
    with pytest.raises(AssessmentError, match="both cannot hold"):
        export_aia(Deployment(human_final_decision=False), saved=partial)
    ticked = export_aia(Deployment(high_impact_decision=False), saved=saved(decisionSector1=["item7-1"]))
    assert any("check both" in remark for remark in ticked.remarks)


def test_a_replaced_text_is_told_and_blanks_are_no_change() -> None:
    file = saved(projectDetailsTitle="A  desk\n", projectDetailsDescription="old")
    written = export_aia(Deployment(name="A desk", purpose="new"), saved=file)
    assert written.content["data"] == {"projectDetailsTitle": "A  desk\n", "projectDetailsDescription": "new"}
    assert [remark for remark in written.remarks if "replaces" in remark] == [
        "projectDetailsDescription: the deployment's answer replaces the file's."
    ]


def test_the_table_is_whole() -> None:
    page = (Path(__file__).parents[2] / "docs" / "exchange.md").read_text(encoding="utf-8")
    for question in QUESTIONS:
        assert f"`{question.name}`" in page
        assert all(f"`{path}`" in page for path in question.paths)
        assert len({choice.value for choice in question.choices}) == len(question.choices)
        assert question.direction != "both" or question.attribute or question.choices
    assert not set(APART) & {each.name for each in QUESTIONS}
    assert all(f"`{name}`" in page for name in APART)


def test_a_saved_example(tmp_path: Path) -> None:
    """An example in the form that the tool saves: texts with breaks, a list, answers that are kept."""
    answers: Mapping[str, object] = {
        "projectDetailsPhase": "item2",
        "projectDetailsTitle": "Letters sorter",
        "projectDetailsDescription": "Sorts letters.\n\n•\tBy subject\n•\tBy office",
        "projectDetailsDepartment-NS": "056",
        "businessDrivers1": ["item1", "item3"],
        "impact30": "item2-2",
        "impact4A": "item1-2",
        "decisionSector1": ["item3-1", "item7-1"],
        "consultationImplementation3": "item1-2",
        "consultationImplementation4": ["item11"],
        "fairnessImplementation4": "item1-2",
    }
    path = tmp_path / "AIA Results.json"
    content = {"version": "v1.0.1", "currentPage": 12, "data": answers, "translationsOnResult": {}}
    path.write_text(json.dumps(content), encoding="utf-8")
    found = import_aia(path)
    own = found.deployment
    assert own.name == "Letters sorter"
    assert own.purpose == "Sorts letters. • By subject • By office"
    assert (own.human_final_decision, own.high_impact_decision, own.consultation.held) == (True, True, True)
    assert found.sources["system.high_impact_decision"].endswith("decisionSector1: employment")
    assert any("major impacts on staff" in remark for remark in found.remarks)
    assert export_aia(own, saved=found.saved).content == content
