"""The registration for the Dutch Algorithm Register fits its schema, or every problem is told."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.assessment.deployment import Contacts, Deployment, Monitoring
from andante.assessment.deployment_file import parse_deployment
from andante.assessment.exchange.dutch import APART, ASSESSED, TAKEN, export_dutch, read_register_answers
from andante.assessment.exchange.register_schema import register_schema, registration_problems
from andante.errors import AssessmentError

SCHEMA = jsonschema.Draft202012Validator(register_schema())
PROPERTIES = register_schema()["properties"]
TODAY = date(2026, 6, 1)
ANSWERS = {"lang": "nld", "publication_category": "Overige algoritmes"}
WHOLE = Deployment(
    name="Brieven sorteren",
    purpose="Sorteert brieven op onderwerp.",
    how_stopped="De teamleider zet het uit.",
    start=date(2026, 3, 2),
    monitoring=Monitoring(what="Werkdruk per maand"),
    contacts=Contacts(employer="Gemeente Noorderhaaks", ask="algoritmes@example.org"),
)
VALUES = (
    st.none()
    | st.booleans()
    | st.integers(0, 3)
    | st.sampled_from(["nld", "1.0", "In gebruik", "Werk", "https://example.org/x", "a@b.nl"])
    | st.sampled_from(["2026-13", "2026-03", "2026-3", "a@b", "ftp://a.nl", "a b@c.nl"])
    | st.sampled_from(["x" * length for length in (0, 1, 100, 101, 350, 351, 2501, 5001)])
    | st.lists(st.sampled_from(["Werk", "Recht", "Wonen", "Verkeer", "Zorg", 1]), max_size=5)
    | st.lists(
        st.dictionaries(
            st.sampled_from(["title", "link", "x"]), st.sampled_from(["t" * 101, "https://a.nl", "b", 5])
        ),
        max_size=3,
    )
)


def problems_of(deployment: Deployment, answers: dict[str, object] | None = None) -> dict[str, str]:
    with pytest.raises(AssessmentError) as caught:
        export_dutch(deployment, TODAY, answers or {}, file="answers.yaml")
    return {str(problem.where.field): str(problem) for problem in caught.value.problems}


def test_the_schema_is_a_schema_and_names_its_sources() -> None:
    jsonschema.Draft202012Validator.check_schema(register_schema())
    assert set(register_schema()["required"]) == {
        "name",
        "description_short",
        "organization",
        "status",
        "contact_email",
        "publication_category",
        "lang",
    }
    assert register_schema()["$comment"].count("MinBZK/") == 3
    page = (Path(__file__).parents[2] / "docs" / "exchange.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in PROPERTIES)
    assert all(f"`{each.path}`" in page for each in TAKEN)
    assert set(APART) <= set(PROPERTIES)


@given(st.dictionaries(st.sampled_from([*PROPERTIES, "odd"]), VALUES, max_size=12), st.booleans())
@settings(max_examples=300, deadline=None)
def test_a_registration_is_refused_exactly_where_the_schema_refuses_it(
    content: dict[str, object], whole: bool
) -> None:
    if whole:
        content = {**export_dutch(WHOLE, TODAY, ANSWERS).content, **content}
    found = registration_problems(content)
    assert bool(found) == (not SCHEMA.is_valid(content)), [str(problem) for problem in found]
    assert all(problem.mend for problem in found)


@given(
    st.builds(
        lambda name, purpose, employer, ask, start, stopped: Deployment(
            name=name,
            purpose=purpose,
            contacts=Contacts(employer=employer, ask=ask),
            start=start,
            how_stopped=stopped,
        ),
        st.none() | st.text(min_size=1, max_size=120),
        st.none() | st.text(min_size=1, max_size=400),
        st.none() | st.text(min_size=1, max_size=120),
        st.none() | st.sampled_from(["a@example.org", "https://example.org", "ask Ann", "a@example.org, b"]),
        st.none() | st.dates(date(1900, 1, 1), date(2200, 1, 1)),
        st.none() | st.text(min_size=1, max_size=50),
    ),
    st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_what_is_exported_fits_the_schema(deployment: Deployment, assessed: bool) -> None:
    try:
        content = export_dutch(deployment, TODAY, ANSWERS, assessed).content
    except AssessmentError as error:
        missing = {problem.where.field for problem in error.problems}
        assert missing - {"lang", "publication_category"}
        return
    SCHEMA.validate(json.loads(json.dumps(content)))
    assert content["name"] == deployment.name
    assert ("impacttoetsen_grouping" in content) == assessed


def test_the_words_of_the_deployment_are_taken() -> None:
    registration = export_dutch(WHOLE, TODAY, ANSWERS, assessed=True)
    assert registration.content == {
        "name": "Brieven sorteren",
        "description_short": "Sorteert brieven op onderwerp.",
        "organization": "Gemeente Noorderhaaks",
        "status": "In gebruik",
        "begin_date": "2026-03",
        "contact_email": "algoritmes@example.org",
        "publication_category": "Overige algoritmes",
        "goal": "Sorteert brieven op onderwerp.",
        "human_intervention": "De teamleider zet het uit.",
        "risks": "Werkdruk per maand",
        "impacttoetsen_grouping": [{"title": ASSESSED}],
        "lang": "nld",
        "standard_version": "1.0",
    }
    assert registration.sources["goal"] == "system.purpose"
    assert registration.sources["lang"] == "register answers"


def test_before_the_start_it_is_in_development_without_a_begin() -> None:
    content = export_dutch(WHOLE, date(2026, 3, 1), ANSWERS).content
    assert content["status"] == "In ontwikkeling"
    assert "begin_date" not in content
    on_the_day = export_dutch(WHOLE, date(2026, 3, 2), ANSWERS).content
    assert (on_the_day["status"], on_the_day["begin_date"]) == ("In gebruik", "2026-03")


@pytest.mark.parametrize(
    "category", [["Werk", "Werk"], ["Werk", "Recht", "Wonen", "Verkeer"], ["Arbeid"], "Werk"]
)
def test_themes_are_at_most_three_different_ones_of_the_list(category: object) -> None:
    assert "category" in "".join(problems_of(WHOLE, {**ANSWERS, "category": category}))
    assert not SCHEMA.is_valid({**export_dutch(WHOLE, TODAY, ANSWERS).content, "category": category})


def test_what_is_missing_is_a_problem_and_never_filled_in() -> None:
    said = problems_of(Deployment())
    assert set(said) == set(register_schema()["required"])
    assert all("register answers" in each and "mend:" in each for each in said.values())
    assert (
        "Hoog-risico AI-systeem, Impactvolle algoritmes, Overige algoritmes" in said["publication_category"]
    )
    assert "Dutch only" in said["lang"]
    # Whom workers can ask is a contact only where it is an address and nothing else.
    told = problems_of(Deployment(contacts=Contacts(ask="the works council, wc@example.org")))
    assert "e-mail" in told["contact_email"]


def test_too_long_is_told_at_the_deployments_line_and_not_cut() -> None:
    text = f"system: {{name: {'n' * 101}}}\ncontacts: {{employer: G, ask: a@b.nl}}\n"
    text += "rollout: {start: 2026-01-01}\n"
    deployment = parse_deployment(f"{text}monitoring: {{what: {'w' * 2501}}}".encode(), "deployment.yaml")
    said = problems_of(deployment, {**ANSWERS, "description_short": "d" * 351, "odd": "x", "goal": ["a"]})
    assert len(said) == 5
    assert "deployment.yaml:1" in said["system.name (as name)"]
    assert "101 characters of at most 100" in said["system.name (as name)"]
    assert (
        "in the register answers, write a text of at most 100 characters (as name)"
        in said["system.name (as name)"]
    )
    assert "deployment.yaml:4" in said["monitoring.what (as risks)"]
    assert "answers.yaml" in said["description_short"]
    assert "no such field in the register" in said["odd"]
    assert "another type" in said["goal"]


def test_answers_go_before_the_deployments(tmp_path: Path) -> None:
    path = tmp_path / "answers.yaml"
    path.write_text(
        "lang: nld\npublication_category: Impactvolle algoritmes\ngoal:\nname: Post\n"
        "category: [Werk, Recht]\nlawful_basis_grouping: [{title: Wet, link: https://wetten.overheid.nl/x}]\n",
        encoding="utf-8",
    )
    content = export_dutch(WHOLE, TODAY, read_register_answers(path)).content
    SCHEMA.validate(content)
    assert content["name"] == "Post"
    assert "goal" not in content
    assert content["category"] == ["Werk", "Recht"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "empty"),
        (b"[]", "not a mapping"),
        (b"a: [", "not YAML"),
        (b"\xff", "not UTF-8"),
        (b"lang: nld\nlang: nld\n", "stands twice"),
        (b"x: [{title: a, title: b}]", "stands twice"),
        (b"x: &a 1\ny: *a", "anchor"),
    ],
)
def test_answers_that_cannot_be_read(tmp_path: Path, text: bytes, said: str) -> None:
    path = tmp_path / "answers.yaml"
    path.write_bytes(text)
    with pytest.raises(AssessmentError) as caught:
        read_register_answers(path)
    assert said in str(caught.value)
    assert "policy" not in str(caught.value)
    assert all(problem.mend for problem in caught.value.problems)


def test_answers_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(AssessmentError, match="cannot read"):
        read_register_answers(tmp_path / "none.yaml")
