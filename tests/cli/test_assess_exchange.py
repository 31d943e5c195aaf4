"""`andante assess` with other procedures: exports beside the document, a deployment from saved answers."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from andante.assessment.deployment_file import load_deployment
from andante.assessment.exchange.aia import from_answers
from andante.assessment.exchange.aia_file import read_aia
from andante.assessment.exchange.register_schema import register_schema
from andante.cli.main import run

CASE = Path(__file__).parents[2] / "examples" / "customer-service"
REGISTER = "lang: nld\npublication_category: Overige algoritmes\ncontact_email: info@example.org\n"


def assess(out: Path, *more: str) -> int:
    roster = str(CASE / "roster.csv")
    words = ["assess", str(CASE / "deployment.yaml"), "--roster", roster, "--policy", "controlled-innovation"]
    return run([*words, "--on", "2026-11-24", "--out", str(out), *more])


def saved_answers(folder: Path, **data: object) -> Path:
    path = folder / "AIA Results.json"
    content = {
        "version": "v1.0.1",
        "currentPage": 4,
        "data": data,
        "translationsOnResult": {"impact31": "fr"},
    }
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_both_exports_of_an_assessment(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = tmp_path / "register.yaml"
    answers.write_text(REGISTER, encoding="utf-8")
    kept = {"impact31": "It drafts.", "impact4A": "item2-0", "fairnessDesign4": "item1-2"}
    file = saved_answers(tmp_path, **kept)
    out = tmp_path / "out"
    more = ["--export", "aia", "--import-aia", str(file)]
    more += ["--export", "dutch", "--register-answers", str(answers)]
    assert assess(out, *more) == 0
    registration = json.loads((out / "dutch-register.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(register_schema()).validate(registration)
    assert registration["status"] == "In ontwikkeling"
    deployment = load_deployment(CASE / "deployment.yaml")
    exported = read_aia(out / "aia.json")
    found = from_answers(exported).deployment
    assert (found.name, found.purpose) == (deployment.name, deployment.purpose)
    assert found.human_final_decision is True
    assert kept.items() <= dict(exported.answers).items()
    assert exported.content["translationsOnResult"] == {"impact31": "fr"}
    # The file's own no is kept, and said to be at odds with what the assessment finds.
    assert "the file says no major impacts on staff, yet the assessment finds" in capsys.readouterr().err


@pytest.mark.parametrize("version", ["v1.0.1", "v0.10.0"])
def test_the_question_on_staff_is_answered_from_the_assessment(tmp_path: Path, version: str) -> None:
    file = saved_answers(tmp_path)
    file.write_text(file.read_text().replace("v1.0.1", version), encoding="utf-8")
    assert assess(tmp_path / "out", "--export", "aia", "--import-aia", str(file)) == 0
    answers = read_aia(tmp_path / "out" / "aia.json").answers
    expected = {"v1.0.1": ("impact4A", "item1-2"), "v0.10.0": ("riskProfile4", "item1-3")}[version]
    assert answers[expected[0]] == expected[1]
    # A question that this version does not ask in this sense is not answered.
    assert ("impact4A" in answers) != ("riskProfile4" in answers)


def test_a_registration_with_gaps_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert assess(out, "--export", "dutch") == 2
    said = capsys.readouterr().err
    assert all(name in said for name in ("contact_email", "publication_category", "lang"))
    assert "3 problems" in said
    assert list(tmp_path.iterdir()) == []


def test_bad_answers_are_told_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = saved_answers(tmp_path, impact30="item2-0", decisionSector1="item1-1")
    assert assess(tmp_path / "out", "--export", "aia", "--import-aia", str(file)) == 2
    said = capsys.readouterr().err
    assert "impact30" in said
    assert "decisionSector1" in said
    assert assess(tmp_path / "out", "--export", "dutch", "--register-answers", str(tmp_path / "no.yaml")) == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("more", [["--import-aia", "x.json"], ["--register-answers", "x.yaml"]])
def test_an_option_without_its_export_is_refused(tmp_path: Path, more: list[str]) -> None:
    assert assess(tmp_path / "out", *more) == 2
    assert assess(tmp_path / "out", "--export", "odd") == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_deployment_begun_from_saved_answers(
    tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = saved_answers(
        tmp_path, projectDetailsTitle="Letters sorter", impact30="item1-4", impact4A="item1-2"
    )
    new = tmp_path / "deployment.yaml"
    words = ["assess", "--import-aia", str(file), "--new", str(new), "--language", language]
    assert run(words) == 0
    assert "major impacts on staff" in capsys.readouterr().err
    found = load_deployment(new)
    assert (found.name, found.human_final_decision, found.autonomy) == ("Letters sorter", False, "autonomous")
    assert found.language == language
    assert found.consultation.held is None
    assert "# Canadian AIA v1.0.1, impact30: full automation" in new.read_text(encoding="utf-8")
    before = new.read_bytes()
    assert run(words) == 2
    assert new.read_bytes() == before


def test_nothing_is_begun_from_a_bad_file(tmp_path: Path) -> None:
    file = saved_answers(tmp_path, aboutSystem9="perhaps")
    assert run(["assess", "--import-aia", str(file), "--new", str(tmp_path / "new.yaml")]) == 2
    assert not (tmp_path / "new.yaml").exists()
