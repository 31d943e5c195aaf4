"""What `andante assess` writes: document, notice, filing, review file and data, whole or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from andante.assessment.deployment import Deployment
    from andante.assessment.findings import Assessment

NONE_EXPORTED: Mapping[str, str] = MappingProxyType({})


def default_folder(deployment: Deployment) -> Path:
    """A new folder under ./andante-results, named after the system."""
    from andante.lab.results import default_place

    name = re.sub(r"[^\w-]+", "-", (deployment.name or "deployment").lower()).strip("-")[:60]
    return default_place(f"assessment-{name or 'deployment'}")


def write_assessment(
    assessment: Assessment,
    place: Path,
    force: bool,
    language: str,
    formats: Sequence[str] = (),
    exported: Mapping[str, str] = NONE_EXPORTED,
) -> Path:
    """Write the folder in one step. Raises ScenarioError where the place is taken or cannot be written.

    document.html, notice.html, filing.json, review.csv, assessment.json; document.docx and document.pdf,
    notice.pdf where asked for (AssessmentError where `andante[documents]` is not installed); and `exported`,
    file name -> text for other procedures.
    """
    from andante.assessment.as_data import assessment_data, filing_text
    from andante.assessment.document.render import render_document, render_notice
    from andante.assessment.review import review_bytes
    from andante.cli.printing import known
    from andante.lab.results import Results, write_results

    document, notice = render_document(assessment, language), render_notice(assessment, language)
    data = known(assessment_data(assessment))
    files: dict[str, str | bytes] = {
        "document.html": document,
        "notice.html": notice,
        "filing.json": filing_text(assessment.filing),
        "review.csv": review_bytes(assessment.for_review),
        "assessment.json": json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n",
        **exported,
    }
    if "docx" in formats:
        from andante.assessment.document.docx import docx_bytes

        files["document.docx"] = docx_bytes(assessment, language)
    if "pdf" in formats:
        from andante.assessment.document.pdf import pdf_bytes

        files["document.pdf"], files["notice.pdf"] = pdf_bytes(document), pdf_bytes(notice)
    content = {
        "name": "assessment",
        "deployment": assessment.deployment.digest,
        "roster": assessment.roster_digest,
        "policies": {each.decision.policy: each.decision.policy_hash for each in assessment.decisions},
        "on": assessment.on.isoformat(),
        "version": assessment.version,
        "filing": assessment.filing.canonical(),
    }
    results = Results(content, {}, files, {"command": assessment.command})
    return write_results(results, place, force)
