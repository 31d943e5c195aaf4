"""docs/prototype.md says what the code gives."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.slow
def test_the_figures_are_those_of_today() -> None:
    spec = importlib.util.spec_from_file_location("prototype_page", DOCS / "prototype.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = (DOCS / "prototype.md").read_text(encoding="utf-8")
    assert module.with_figures(page) == page, "run `python docs/prototype.py`"
