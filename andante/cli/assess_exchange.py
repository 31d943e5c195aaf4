"""What `andante assess` takes from, and writes for, other public procedures."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from andante.assessment.exchange.aia_file import AiaFile
    from andante.assessment.findings import Assessment

EXPORTS = ("aia", "dutch")
AIA_FILE = "aia.json"
DUTCH_FILE = "dutch-register.json"


@dataclass(frozen=True, slots=True)
class Exchange:
    """Which exports are wanted, the saved AIA answers to keep, and the answers for the Dutch register."""

    exports: tuple[str, ...] = ()
    saved: AiaFile | None = None
    register_answers: Mapping[str, object] | None = None
    register_file: str = ""


def read_exchange(exports: Sequence[str], aia: str | None, register: str | None) -> Exchange:
    """What the exports need, read before anything is computed. Raises AssessmentError."""
    from andante.assessment.exchange.aia_file import read_aia
    from andante.assessment.exchange.dutch import read_register_answers

    return Exchange(
        tuple(exports),
        read_aia(aia) if aia else None,
        read_register_answers(register) if register else None,
        register or "",
    )


def exported_files(assessment: Assessment, exchange: Exchange) -> tuple[dict[str, str], tuple[str, ...]]:
    """The text of each export by file name, and remarks for the filer. Raises AssessmentError."""
    from andante.assessment.exchange.aia import export_aia
    from andante.assessment.exchange.dutch import export_dutch

    files: dict[str, str] = {}
    remarks: tuple[str, ...] = ()
    if "aia" in exchange.exports:
        answers = export_aia(assessment.deployment, assessment, exchange.saved)
        files[AIA_FILE] = _json(answers.content)
        remarks = tuple(f"{AIA_FILE}: {remark}" for remark in answers.remarks)
    if "dutch" in exchange.exports:
        given = exchange.register_answers or {}
        registration = export_dutch(
            assessment.deployment, assessment.on, given, assessed=True, file=exchange.register_file
        )
        files[DUTCH_FILE] = _json(registration.content)
    return files, remarks


def begun_from_aia(path: str, language: str) -> tuple[str, tuple[str, ...]]:
    """The text of a deployment file begun from saved AIA answers, and remarks. Raises AssessmentError."""
    from dataclasses import replace

    from andante.assessment.deployment_text import deployment_text
    from andante.assessment.exchange.aia import import_aia

    found = import_aia(path)
    deployment = replace(found.deployment, language="zh" if language == "zh" else "en")
    return deployment_text(deployment, found.sources, questions=True), found.remarks


def _json(content: Mapping[str, object]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
