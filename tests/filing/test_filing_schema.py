"""The filing schema: consistent in itself, strict with values."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.errors import FilingError
from andante.filing.columns import Column, FilingColumns
from andante.filing.conditions import EFFECTS, EffectKind
from andante.filing.fields import DEPLOYMENT_FIELDS, FIELDS, KINDS, MODEL_FIELDS, FieldDefinition, Value
from andante.filing.outcomes import Outcome, ProcedureName
from andante.filing.schema import Filing

ALL_FIELDS = (*DEPLOYMENT_FIELDS, *MODEL_FIELDS)


def values_of(definition: FieldDefinition) -> st.SearchStrategy[Value]:
    if definition.type == "bool":
        return st.booleans()
    if definition.type == "string":
        named = st.sampled_from(definition.choices) if definition.choices else st.text(min_size=1)
        return named.filter(lambda word: bool(word.strip()) and word.isprintable())
    return st.floats(definition.low, definition.high)


def filings(kind: str) -> st.SearchStrategy[Filing]:
    fields = {name: st.none() | values_of(definition) for name, definition in FIELDS[kind].items()}
    return st.fixed_dictionaries({}, optional=fields).map(lambda values: Filing(kind, values))  # type: ignore[arg-type]


@pytest.mark.parametrize("definition", ALL_FIELDS, ids=lambda d: f"{d.kind}.{d.name}")
def test_a_field_is_defined_completely(definition: FieldDefinition) -> None:
    assert definition.title
    assert definition.meaning.endswith(".")
    assert definition.unit
    assert definition.scale > 0
    if definition.type == "number":
        assert definition.low is not None
        assert definition.high is not None
        assert definition.low < definition.high
        assert definition.step > 0
        # The bounds lie on the steps, and a step is a decimal fraction of one.
        for bound in (definition.low, definition.high):
            assert bound / definition.step == pytest.approx(round(bound / definition.step), abs=1e-6)
        assert round(1 / definition.step) * definition.step == pytest.approx(1)
    else:
        assert definition.low is definition.high is None
    assert len(set(definition.choices)) == len(definition.choices)


def test_names_are_unique_and_outcomes_are_in_order_of_severity() -> None:
    for fields in (DEPLOYMENT_FIELDS, MODEL_FIELDS):
        assert len({definition.name for definition in fields}) == len(fields)
    words = [outcome.word for outcome in sorted(Outcome)]
    assert words == ["not_required", "approve", "approve_with_conditions", "needs_information", "reject"]
    assert all(Outcome.from_word(word).word == word for word in words)
    assert [name.strictness for name in ProcedureName] == [0, 1, 2, 3]
    assert set(EFFECTS) == set(EffectKind)


@given(filings("deployment") | filings("model"))
def test_a_filing_survives_columns_and_canonical_json(filing: Filing) -> None:
    columns = FilingColumns.from_filings([filing, filing])
    present = {name: value for name, value in filing.values.items() if value is not None}
    for row in (0, 1):
        assert {name: v for name, v in columns.row(row).items() if v is not None} == present
    content = json.loads(filing.canonical())
    assert content["values"] == present
    again = Filing(filing.kind, dict(reversed(list(filing.values.items()))))
    assert again.canonical() == filing.canonical()


@pytest.mark.parametrize(
    ("values", "what", "mend"),
    [
        ({"automated_wrk": 1}, "automated_wrk is not a field", "write automated_work"),
        ({"refusal_rate": 1}, "not a field of a deployment filing", "belongs to a filing of the kind model"),
        ({"automated_work": "20"}, "not a number", "without quotes"),
        ({"automated_work": True}, "not a number", "write a number"),
        ({"automated_work": -1}, "automated_work is -1", "from 0"),
        ({"automated_work": float("nan")}, "not a finite number", "leave the key out"),
        ({"automated_work": 10**400}, "not a finite number", "leave the key out"),
        ({"displaced_share": 12}, "displaced_share is 12", "not per cent"),
        ({"model_approved": 1}, "not true or false", "write true or false"),
        ({"mode": "automat"}, "cannot be 'automat'", "write automate"),
        ({"occupation": 25}, "not a text", 'in quotes: "25"'),
        ({"purpose": "  "}, "empty text", "leave the key out"),
        ({"sector": ["K"]}, "not a text", "in quotes"),
    ],
)
def test_wrong_values_are_refused_with_a_mend(values: dict[str, object], what: str, mend: str) -> None:
    with pytest.raises(FilingError) as caught:
        Filing("deployment", values)  # type: ignore[arg-type]
    (problem,) = caught.value.problems
    assert what in problem.what
    assert mend in problem.mend
    assert problem.where.field == next(iter(values))


def test_every_problem_is_reported_and_the_kind_is_checked() -> None:
    with pytest.raises(FilingError) as caught:
        Filing("deployment", {"automated_work": -1, "mode": "x", "nothing": 1})
    assert len(caught.value.problems) == 3
    for kind in ("deploy", None, 3):
        with pytest.raises(FilingError, match="kind"):
            Filing(kind, {})  # type: ignore[arg-type]


def test_a_filing_cannot_be_changed() -> None:
    values: dict[str, Value | None] = {"automated_work": 1}
    filing = Filing("deployment", values)
    values["automated_work"] = 2
    assert filing.get("automated_work") == 1.0
    with pytest.raises(TypeError):
        filing.values["automated_work"] = 3  # type: ignore[index]


def test_columns_are_canonical_where_values_are_missing() -> None:
    numbers = Column(np.array([1.0, 2.0, np.inf, np.nan]), np.array([True, False, True, True]))
    assert numbers.valid.tolist() == [True, False, False, False]
    assert np.isnan(numbers.values[1:]).all()
    flags = Column(np.array([True, True]), np.array([True, False]))
    assert flags.values.tolist() == [True, False]
    words = Column(np.array([0, 5, 1, -3], dtype=np.int32), np.array([True, True, False, True]), ("a", "b"))
    assert words.values.tolist() == [0, -1, -1, -1]
    assert words.valid.tolist() == [True, False, False, False]
    assert [words.at(i) for i in range(4)] == ["a", None, None, None]


def test_take_and_mask_leave_the_original_alone() -> None:
    work = Column.known(np.arange(5.0))
    columns = FilingColumns(
        "deployment", 5, {"automated_work": work, "mode": Column.of_words(["augment"] * 5)}
    )
    masked = columns.mask("automated_work", np.array([1, 3])).mask("mode", slice(0, 1)).mask("reversible")
    assert masked.row(1) == {"automated_work": None, "mode": "augment", "reversible": None}
    assert masked.row(0)["mode"] is None
    assert columns.row(1) == {"automated_work": 1.0, "mode": "augment"}
    taken = columns.take(np.array([4, 0]))
    assert (taken.n, taken.row(0)["automated_work"]) == (2, 4.0)
    assert columns.take(columns.column("automated_work").values > 2).n == 2


def test_columns_that_do_not_fit_are_refused() -> None:
    with pytest.raises(FilingError, match="shape"):
        Column(np.zeros(3), np.ones(2, dtype=bool))
    with pytest.raises(FilingError) as caught:
        FilingColumns(
            "deployment",
            3,
            {
                "nothing": Column.known(np.zeros(3)),
                "automated_work": Column.known(np.zeros(2)),
                "mode": Column.known(np.zeros(3)),
            },
        )
    assert len(caught.value.problems) == 3
    with pytest.raises(FilingError, match="one kind"):
        FilingColumns.from_filings([])
    with pytest.raises(FilingError, match="one kind"):
        FilingColumns.from_filings([Filing(kind, {}) for kind in KINDS])
    assert FilingColumns.from_filings([], kind="model").n == 0


@pytest.mark.parametrize("text", ["Yun\x00", "\x1b[31mYun", "Yun\x7f", "Yun\ud800"])
def test_what_no_database_or_page_can_show_is_refused(text: str) -> None:
    with pytest.raises(FilingError, match="provider is no plain text"):
        Filing("model", {"provider": text})


def test_lines_tabs_and_every_script_are_plain_text() -> None:
    text = "one line\n\tanother\r\n客服 – ağ 𝔸 👩‍💻"
    assert Filing("model", {"purpose": text}).get("purpose") == text
