"""Every symbol of the equations has default, unit, range, tag and basis, and every definition is used."""

from __future__ import annotations

import ast
import math
from pathlib import Path

import numpy as np
import pytest

import andante.economy
from andante.economy.instruments import INSTRUMENT_DEFINITIONS, Instruments
from andante.economy.parameters import AGE_SUFFIXES, DEFINITIONS, Parameters, decisive_definitions
from andante.economy.simulated_filings import TABLES
from andante.errors import ScenarioError

ROOM = Path(andante.economy.__file__).parent
HOLDERS = {"p", "parameters"}


def names_read() -> set[str]:
    """Names that the code of the room asks parameters for: p["x"], p.column("x"), p.by_age("stem")."""
    found: set[str] = set()
    for path in ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Subscript) and _holder(node.value):
                found |= _texts(node.slice)
            if isinstance(node, ast.Call) and node.args:
                called = ast.unparse(node.func)
                if called.endswith(".column") and called.split(".")[-2] in HOLDERS:
                    found |= _texts(node.args[0])
                if called.split(".")[-1] == "by_age":
                    found |= {f"{text}_{age}" for text in _texts(node.args[0]) for age in AGE_SUFFIXES}
    return found


def _holder(node: ast.expr) -> bool:
    if isinstance(node, ast.Name):
        return node.id in HOLDERS
    return isinstance(node, ast.Attribute) and node.attr in HOLDERS


def _texts(node: ast.expr) -> set[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        stem = str(node.values[0].value)
        return {each.name for each in DEFINITIONS if each.name.startswith(stem)}
    return set()


def test_every_parameter_that_is_read_is_defined() -> None:
    assert names_read() - {each.name for each in DEFINITIONS} == set()


def test_every_definition_is_read() -> None:
    assert {each.name for each in DEFINITIONS} - names_read() - _found_by_name() == set()


def _found_by_name() -> set[str]:
    """Names in tables of names, such as the firm sizes of adoption.firm_use."""
    texts = {
        node.value
        for path in ROOM.glob("*.py")
        if not path.name.startswith("definitions")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {each.name for each in DEFINITIONS if each.name in texts}


@pytest.mark.parametrize("each", DEFINITIONS, ids=lambda each: each.name)
@pytest.mark.parametrize("economy", ["china", "united-states", "*"])
def test_a_definition_is_complete(each, economy: str) -> None:  # type: ignore[no-untyped-def]
    default, low, high = each.default_for(economy), each.low_for(economy), each.high_for(economy)
    assert math.isfinite(default)
    assert low <= default <= high
    assert each.least <= low
    assert high <= each.most
    assert each.tag in {"V", "C", "M", "A"}
    assert each.label in {"official", "mapped", "imputed", "calibrated", "assumed"}
    assert each.unit
    assert each.symbol
    assert each.basis


def test_names_and_symbols_are_unique() -> None:
    assert len({each.name for each in DEFINITIONS}) == len(DEFINITIONS)
    assert len({each.symbol for each in DEFINITIONS}) == len(DEFINITIONS)


def test_the_decisive_five() -> None:
    assert {each.symbol for each in decisive_definitions()} == {"nu", "1/phi_B", "s_M", "m0", "psi"}


def test_every_instrument_is_a_field_with_a_neutral_value() -> None:
    names = [each.name for each in INSTRUMENT_DEFINITIONS]
    assert names == list(Instruments.__dataclass_fields__)
    assert all(each.unit and each.symbol and each.tag and each.basis for each in INSTRUMENT_DEFINITIONS)
    neutral = Instruments.neutral(3)
    assert neutral.pace_cap.tolist() == [math.inf] * 3


def test_instruments_agree_with_the_vocabulary_of_policy_files() -> None:
    from andante.policies.instruments import INSTRUMENTS

    ours = {each.name: each.default_for("*") for each in INSTRUMENT_DEFINITIONS}
    theirs = {name.replace(".", "_"): each.neutral for name, each in INSTRUMENTS.items()}
    assert ours.keys() == theirs.keys()
    for name, value in ours.items():
        assert np.isclose(value, theirs[name], equal_nan=True), name


def test_filing_tables_are_complete() -> None:
    for table in TABLES:
        assert len(table.values) == len(table.classes), table.name
        assert table.tag in {"V", "C", "M", "A"}
        assert table.unit
        assert table.basis


def test_rows_of_a_batch_and_columns() -> None:
    parameters = Parameters.build("china", {"reinstatement": [0.0, 0.5, 1.0]}, 3)
    assert parameters.column("reinstatement", 3).shape == (3, 1, 1)
    assert parameters.by_age("layoff_order").shape == (3, 5)
    assert parameters.take([2, 0])["reinstatement"].tolist() == [1.0, 0.0]
    with pytest.raises(ValueError, match="read-only"):
        parameters["reinstatement"][0] = 9


def test_all_mistakes_are_named_at_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        Parameters.build("china", {"reinstatment": 1, "viability": 2, "discount_factor": "x"}, 2)
    text = str(caught.value)
    assert len(caught.value.problems) == 3
    assert "reinstatement" in text
    assert "viability" in text
    assert "discount_factor" in text
    with pytest.raises(ScenarioError, match="shape"):
        Parameters.build("china", {"viability": [0.1, 0.2, 0.3]}, 2)
    with pytest.raises(ScenarioError):
        Parameters.build("china", {"viability": math.nan})
    with pytest.raises(ScenarioError, match="no instrument"):
        Instruments.from_paths({"pace.capp": 1}, 3)
    with pytest.raises(ScenarioError, match="months"):
        Instruments.from_paths({"pace.cap": [1.0, 2.0]}, 3)
