"""The baseline report says what the code gives, and the fitted values are a minimum of the fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from andante.economy.calibrated import CALIBRATED
from andante.lab.ablation import ECONOMIES, ablations
from andante.lab.baseline import document, read_identification
from andante.lab.calibrate import STAGES, Stage, module_text
from andante.lab.fit_targets import fit_run
from andante.lab.regional_rates import regional_rates
from andante.lab.validate import validate

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.slow
def test_the_document_is_what_the_checks_give() -> None:
    written = (DOCS / "baseline.md").read_text(encoding="utf-8")
    ablated = [each for economy in ECONOMIES for each in ablations(economy)]
    regional = [each for economy in ECONOMIES for each in regional_rates(economy)]
    identified = read_identification(DOCS / "identification.csv")
    fresh = document(validate(), identified, ablated, regional)
    assert written == fresh.rstrip() + "\n", "run `python -m andante.lab.baseline docs`"


@pytest.mark.slow
@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: f"{stage.economy}-{stage.name}")
def test_no_step_of_a_fitted_value_fits_better(stage: Stage) -> None:
    values = CALIBRATED[stage.economy]
    best = float((stage.residuals(fit_run(stage.economy, dict(values))) ** 2).sum())
    for name, _, least, most in stage.free:
        for factor in (0.95, 1.05):
            moved = min(max(values[name] * factor, least), most)
            cost = float((stage.residuals(fit_run(stage.economy, {**values, name: moved})) ** 2).sum())
            assert cost >= best - 0.02, f"{name} = {moved} fits better: {cost} against {best}"


def test_the_table_is_rewritten_and_the_rest_of_the_module_kept() -> None:
    import andante.economy.calibrated as module

    old = Path(str(module.__file__)).read_text(encoding="utf-8")
    assert module_text(CALIBRATED, old) == old
    assert "'x': 2.5" not in old
    changed = module_text({"china": {"separation_rate": 0.5}}, old)
    assert '"separation_rate": 0.5' in changed
    assert changed.endswith(old.split("\n}\n", 1)[1])
