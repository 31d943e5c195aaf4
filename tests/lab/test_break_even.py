"""Break-even: tiles against single runs, the known figures, monotone lines, an inert reference."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_sample import sample_break_even, sample_comparison

from andante.errors import ScenarioError
from andante.lab import break_even as be
from andante.lab.break_even_surface import BreakEvenSurface, break_even_surface, evidence_steps
from andante.lab.compare import compare
from andante.lab.comparison import CENTRAL, AssumptionSet, BreakEven
from andante.lab.competitor import World, load_world
from andante.lab.introduce import economy_inputs
from andante.lab.report.break_even import render_break_even
from andante.lab.report.catalogue import LANGUAGES, Words
from andante.lab.report.charts.tiles import edges
from andante.lab.report.render import page
from andante.lab.report.sentences import LONGEST_ANSWER, answer
from andante.lab.run import run_task, tasks_for
from andante.lab.save import read_comparison, write_comparison
from andante.lab.save_break_even import surface_csv
from andante.lab.scenario import Assumption, Scenario
from andante.lab.tables import comparison_from, comparison_header, comparison_tables
from andante.policies.load import load_policy
from andante.reference.economies import ReferenceEconomy, load_economy

SHORT = Scenario(months=24)
RULE_ALONE = """\
variant: assist-first-by-hand
base: market-led
title: Market-led with the assist-first rule
title_zh: 市场主导加辅助优先要求
introduction: Only the rule.
introduction_zh: 仅此要求。
add:
  instruments:
    assist_first.mandate:
      unit: share
      values:
        2026-01-01: {value: 0.7, source: "as controlled-innovation", tag: A}
    assist_first.leakage:
      unit: share
      values:
        2026-01-01: {value: 0.2, source: "as controlled-innovation", tag: A}
"""


@pytest.fixture(scope="module")
def china() -> ReferenceEconomy:
    return load_economy("china")


@pytest.fixture(scope="module")
def tiles(china: ReferenceEconomy) -> BreakEven:
    return be.break_even_slice(china, Scenario(), workers=1)


@pytest.fixture(scope="module")
def alone(china: ReferenceEconomy) -> BreakEven:
    """Without competitor, trade and chip path: capability grows at constant rates."""
    return be.break_even_slice(
        china, Scenario(), redirections=(0.0, 0.5, 1.0), workers=1, surroundings=World()
    )


@pytest.fixture(scope="module")
def surface(china: ReferenceEconomy, tiles: BreakEven) -> BreakEvenSurface:
    return break_even_surface(
        china, Scenario(), None, (0.0, 1.0), (0.0, 1.0), (12.0, 60.0), workers=1, tiles=tiles
    )


def test_the_lines_of_the_economy_alone_run_where_they_are_known_to_run(alone: BreakEven) -> None:
    """Known from before the economy had a world around it; its world moves them (docs/break-even.md)."""
    assert alone.turns_at == pytest.approx((0.269, 0.434, 0.623), abs=0.01)


def test_chips_move_the_lines_up_and_trade_a_little_down(
    alone: BreakEven, tiles: BreakEven, china: ReferenceEconomy
) -> None:
    """On the chip path capability grows more slowly; with trade, productivity given up loses sales too."""
    no_trade = be.break_even_slice(
        china, Scenario(competitor="none"), redirections=(0.0, 0.5, 1.0), workers=1
    )
    for i, rho in enumerate(alone.redirection):
        outside, between = alone.turns_at[i], no_trade.turns_at[i]
        world = tiles.turns_at[tiles.redirection.index(rho)]
        assert outside is not None
        assert between is not None
        assert world is not None
        assert outside < world < between


def test_the_slice_holds_what_it_was_made_with(tiles: BreakEven) -> None:
    assert tiles.turns_at_default == tiles.turns_at[tiles.redirection.index(0.5)]
    assert (tiles.default_saving, tiles.evidence_saving, tiles.saving_tag) == (0.27, (0.15, 0.8), "M")
    assert (tiles.default_redirection, tiles.evidence_redirection) == (0.5, (0.0, 1.0))
    assert tiles.held[be.MANDATE] == 0.7
    assert tiles.held[be.LEAKAGE] == 0.2


def test_more_redirection_and_less_saving_are_always_better_for_the_rule(tiles: BreakEven) -> None:
    output = np.array(tiles.output)
    assert output.shape == (9, 9)
    assert (np.diff(output, axis=0) > 0).all()
    assert (np.diff(output, axis=1) < 0).all()
    turns = [turn for turn in tiles.turns_at if turn is not None]
    assert len(turns) == 9
    assert (np.diff(turns) > 0).all()


@pytest.mark.parametrize(
    "surroundings", [{}, {"competitor": "none"}, {"competitor_policy": "controlled-innovation"}], ids=str
)
def test_tiles_are_what_single_runs_of_a_policy_file_give(
    china: ReferenceEconomy, tmp_path: Path, surroundings: dict[str, str]
) -> None:
    """The rule written as a variant and run by the path of `compare`, one assumption set a run.

    A competitor under a rule of its own redirects too, and so moves the reference at each redirection.
    """
    scenario = replace(SHORT, **surroundings)  # type: ignore[arg-type]  # words of a scenario
    file = tmp_path / "rule.yaml"
    file.write_text(RULE_ALONE, encoding="utf-8")
    savings, redirections = (0.2, 0.5, 0.9), (0.0, 0.25, 1.0)
    found = be.break_even_slice(china, scenario, savings, redirections, workers=1)

    def at_end(policy: str, **overrides: float) -> float:
        own = tuple(Assumption(name, value, "", "test") for name, value in overrides.items())
        one = replace(scenario, policies=(policy,), assumptions=own, ranges=False)
        inputs = economy_inputs(china, "ilo_share")
        central = (AssumptionSet(CENTRAL, None, CENTRAL, None),)
        loaded = {policy: load_policy(policy)}
        _, task = tasks_for(loaded, inputs, central, one, "average", load_world(one)[0])
        return float(run_task(task).part("log_output")[0, -12:].mean())

    for i, j in ((0, 0), (1, 2), (2, 1)):
        values = {"automation_saving": savings[j], "redirection": redirections[i]}
        rule, reference = at_end(str(file), **values), at_end("market-led", **values)
        assert found.output[i][j] == pytest.approx(np.expm1(rule - reference), rel=0, abs=1e-12)


def test_redirection_does_nothing_to_the_reference(china: ReferenceEconomy) -> None:
    world = be.rule_world(china, SHORT)
    assert not world.redirection_acts_on_the_reference
    three = {"redirection": np.array([0.0, 0.5, 1.0])}
    reference, rule = (be.log_output_at_end(be.Rows(world, which, three)) for which in (False, True))
    assert np.ptp(reference) == 0.0
    assert np.ptp(rule) > 1e-6


def test_figures_do_not_depend_on_the_number_of_processes(china: ReferenceEconomy) -> None:
    one, three = (
        be.break_even_slice(china, replace(SHORT, months=6), workers=workers).output for workers in (1, 3)
    )
    assert one == three


def test_a_scenarios_own_assumptions_are_held_and_marked(china: ReferenceEconomy) -> None:
    own = tuple(
        Assumption(name, value, "", "test")
        for name, value in (("reinstatement", 1.0), ("redirection", 0.3), ("automation_saving", 0.6))
    )
    scenario = replace(SHORT, months=6, assumptions=own)
    found = be.break_even_slice(china, scenario, (0.2, 0.8), (0.0, 0.5), workers=1)
    plain = be.break_even_slice(china, replace(SHORT, months=6), (0.2, 0.8), (0.0, 0.5), workers=1)
    assert (found.default_saving, found.default_redirection, found.held["reinstatement"]) == (0.6, 0.3, 1.0)
    assert found.output != plain.output


def test_an_impossible_assumption_is_refused(china: ReferenceEconomy) -> None:
    with pytest.raises(ScenarioError, match="automation_saving"):
        be.break_even_slice(china, SHORT, (0.5, 1.5), (0.0,), workers=1)


@given(
    st.lists(st.floats(-1, 1).filter(lambda x: x == 0.0 or abs(x) > 1e-6), min_size=2, max_size=9),
    st.floats(0.01, 0.2),
)
def test_a_turning_point_lies_between_a_gain_and_a_loss(output: list[float], step: float) -> None:
    savings = [step * (i + 1) for i in range(len(output))]
    turn = be.turning_point(savings, output)
    first = next((i for i, y in enumerate(output[1:]) if y < 0.0 <= output[i]), None)
    if first is None:
        assert turn is None
    else:
        assert turn is not None
        assert savings[first] <= turn <= savings[first + 1]
        assert np.interp(turn, savings, output) == pytest.approx(0.0, abs=1e-9)


def test_turning_points_between_rows() -> None:
    rows: tuple[float | None, ...] = (0.2, 0.4, None)
    assert be.between_rows((0.0, 0.5, 1.0), rows, 0.25) == pytest.approx(0.3)
    assert be.between_rows((0.0, 0.5, 1.0), rows, 0.5) == 0.4
    assert be.between_rows((0.0, 0.5, 1.0), rows, 0.75) is None
    assert be.between_rows((0.0, 0.5), rows[:2], 0.9) is None


def test_only_a_comparison_of_the_packaged_pair_with_ranges_carries_the_slice() -> None:
    pair = {name: load_policy(name) for name in (be.REFERENCE, be.RULE_FROM)}
    assert be.slice_wanted(Scenario(), pair)
    assert not be.slice_wanted(Scenario(ranges=False), pair)
    assert not be.slice_wanted(Scenario(), {be.REFERENCE: pair[be.REFERENCE]})
    assert not be.slice_wanted(Scenario(), {**pair, be.REFERENCE: replace(pair[be.REFERENCE], hash="other")})


def test_a_comparison_carries_the_slice_and_brings_it_back(china: ReferenceEconomy, tmp_path: Path) -> None:
    scenario = replace(SHORT, months=6)
    result = compare(scenario, 1)
    assert result.break_even == be.break_even_slice(china, scenario, workers=1)
    folder = write_comparison(result, scenario, tmp_path / "r")
    assert read_comparison(folder).break_even == result.break_even
    assert 'id="en-break-even"' in (folder / "report.html").read_text(encoding="utf-8")


# --- the surface


def test_the_surface_finds_points_at_which_nothing_is_left(surface: BreakEvenSurface) -> None:
    assert surface.automation_saving == evidence_steps("automation_saving", "china")
    assert len(surface.cells) == 8
    turned = [cell for cell in surface.cells if cell.turns_at is not None]
    assert turned
    largest = max(abs(x) for cell in surface.cells for x in cell.output)
    for cell in turned:
        assert cell.residual is not None
        assert abs(cell.residual) < 0.02 * largest
    assert all(cell.residual is None for cell in surface.cells if cell.turns_at is None)


def test_the_surface_agrees_with_a_slice_of_its_own_assumptions(
    surface: BreakEvenSurface, china: ReferenceEconomy
) -> None:
    cell = surface.cells[-1]
    own = tuple(
        Assumption(name, getattr(cell, name), "", "test") for name in ("reinstatement", "absorption_months")
    )
    scenario = Scenario(assumptions=own)
    found = be.break_even_slice(china, scenario, surface.automation_saving, (cell.redirection,), workers=1)
    assert found.output[0] == pytest.approx(cell.output, rel=0, abs=1e-12)


def test_the_counts_are_counts_of_cells(surface: BreakEvenSurface) -> None:
    flat = [x for cell in surface.cells for x in cell.output]
    assert surface.tested == len(flat) == 40
    assert surface.costing == sum(x < 0 for x in flat)
    assert 0 <= surface.turns_below_default <= len(surface.cells)
    lines = surface_csv(surface).splitlines()
    assert len(lines) == 1 + len(flat)
    assert [float(line.split(",")[4]) for line in lines[1:]] == flat


def test_savings_outside_the_evidence_are_not_counted(china: ReferenceEconomy) -> None:
    found = break_even_surface(
        china, replace(SHORT, months=6), (0.1, 0.5), (0.5,), (0.5,), (30.0,), 1, tiles=sample_break_even()
    )
    assert found.tested == 1


# --- on the page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_third_sentence_comes_from_the_slice(language: str) -> None:
    words = Words(language, "china")
    before = answer(sample_comparison(), words)
    after = answer(sample_comparison(break_even=sample_break_even()), words)
    assert (after.effect, after.price) == (before.effect, before.price)
    for part in ("0.45", "0.15", "0.8", words("grade.M")):
        assert part in after.condition
    gains = answer(sample_comparison(break_even=sample_break_even(0.02)), words).condition
    costs = answer(sample_comparison(break_even=sample_break_even(-0.02)), words).condition
    assert gains == words("condition.gains", a="0.1", b="0.9")
    assert costs == words("condition.costs", a="0.1", b="0.9")
    if language == "en":
        assert len(after.text.split()) <= LONGEST_ANSWER


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shift", [0.0, 0.02, -0.02])
def test_the_picture_shows_every_tile_the_line_and_where_nothing_turns(language: str, shift: float) -> None:
    tiles = sample_break_even(shift)
    shown = page(sample_comparison(break_even=tiles), language).break_even
    assert shown is not None
    (picture,) = shown.pictures
    assert picture.count("<rect") == 81
    assert picture.count("<polyline") == (0 if shift else 1)
    assert Words(language)("picture.foot", economy="", version="").split("·")[0].strip() in picture
    assert shown.table is not None
    assert len(shown.table.rows) == 9
    said = Words(language)("break_even.always_costs" if shift < 0 else "break_even.never_costs")
    assert all((row[-1] == said) == bool(shift) for row in shown.table.rows)


def test_no_slice_no_picture() -> None:
    assert page(sample_comparison(), "en").break_even is None


def test_tiles_come_back_from_tables() -> None:
    for tiles in (sample_break_even(), sample_break_even(0.02), None):
        result = sample_comparison(break_even=tiles)
        back = comparison_from(comparison_header(result), comparison_tables(result), seconds=0.0, digest="")
        assert back.break_even == tiles


@settings(max_examples=50)
@given(st.lists(st.integers(0, 1000), min_size=1, max_size=9, unique=True))
def test_every_tile_holds_its_value(values: list[int]) -> None:
    placed = sorted(float(value) for value in values)
    found = edges(placed)
    assert len(found) == len(placed) + 1
    assert all(a < value < b for a, value, b in zip(found, placed, found[1:], strict=False))


def test_the_document_is_whole_and_loads_nothing(surface: BreakEvenSurface) -> None:
    document = render_break_even(surface, "andante break-even <&>", "9.9.9")
    assert document.count("<svg") == 2
    assert document.count("<details") == 4
    assert "http" not in document.replace("http://www.w3.org/2000/svg", "")
    assert "andante break-even &lt;&amp;&gt;" in document
    for words in ("not a forecast", "非预测", "9.9.9", f"{surface.costing} of the {surface.tested}"):
        assert words in document
