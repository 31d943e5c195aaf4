"""A comparison as tidy tables and back: one row a figure, columns named as the fields of comparison.py."""

from __future__ import annotations

import json
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from itertools import groupby
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import pyarrow as pa

from andante.lab import comparison as c

Row = TypeVar("Row")

HEADER = (
    *("economy", "economy_title", "economy_title_zh", "currency", "method", "months", "from_month", "seed"),
    *("scale", "reference", "population", "command", "version", "headline", "detail"),
)
PLAIN: dict[str, type] = {
    "assumption_sets": c.AssumptionSet,
    "order_turns": c.OrderTurn,
    "notes": c.Note,
    "data_labels": c.DataLabel,
    "parameters": c.ParameterRow,
    "fit": c.FitTarget,
}
KEYED: dict[str, type] = {
    "sectors": c.SectorRow,
    "groups": c.GroupRow,
    "money": c.MoneyRow,
    "stress": c.StressSummary,
    "regions": c.RegionRow,
    "decomposition": c.DecompositionStep,
    "detailed_occupations": c.OccupationRow,
}


def table_of(
    rows: Iterable[Any], kind: type, leave_out: Sequence[str] = (), **keys: Sequence[str]
) -> pa.Table:
    """One row per dataclass instance of `kind`; `keys` are extra leading columns of words, row by row."""
    listed = list(rows)
    columns: dict[str, Any] = {name: pa.array(words, pa.string()) for name, words in keys.items()}
    for name, hint in _hints(kind, leave_out).items():
        values = [getattr(row, name) for row in listed]
        if _is_map(hint):
            values = [json.dumps(dict(value), sort_keys=True, ensure_ascii=False) for value in values]
        columns[name] = pa.array(values, _arrow_type(hint))
    return pa.table(columns)


def rows_of(table: pa.Table, kind: type[Row], **fill: Any) -> list[Row]:
    """The dataclass instances a table was made of; `fill` gives fields that were left out of it."""
    hints = _hints(kind, tuple(fill))
    rows = []
    for record in table.select(list(hints)).to_pylist():
        for name, hint in hints.items():
            if _is_map(hint):
                record[name] = json.loads(record[name])
            else:
                record[name] = _as_tuple(record[name])
        rows.append(kind(**record, **fill))
    return rows


def _as_tuple(value: Any) -> Any:
    """Lists, also lists of lists, as tuples; anything else as it is."""
    return tuple(_as_tuple(each) for each in value) if isinstance(value, list) else value


def _hints(kind: type, leave_out: Sequence[str]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind) if field.name not in leave_out}


def _is_map(hint: Any) -> bool:
    return get_origin(hint) is not None and issubclass(_class_of(hint), Mapping)


def _class_of(hint: Any) -> type:
    origin = get_origin(hint)
    return origin if isinstance(origin, type) else object


def _arrow_type(hint: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        return _arrow_type(next(part for part in get_args(hint) if part is not type(None)))
    if get_origin(hint) is tuple:
        return pa.list_(_arrow_type(get_args(hint)[0]))
    plain = {str: pa.string(), float: pa.float64(), int: pa.int64(), bool: pa.bool_()}
    return plain.get(hint, pa.string())


def comparison_tables(result: c.Comparison) -> dict[str, pa.Table]:
    """Every table of a results folder, by name."""
    tables = {
        "policies": table_of(result.policies, c.PolicySummary, ("instruments", "procedures")),
        "measures": _measures(result.measures),
        "differences": _measures(result.differences),
        "effects": _effects(result.effects),
        "paths": _paths(result.paths),
        "observed": _observed(result.observed),
        "decisions": _decisions(result.decisions),
        "rules": _keyed({name: summary.rules for name, summary in result.decisions.items()}, c.RuleShare),
        "occupations": _keyed(result.occupations, c.OccupationRow),
        "flows": _keyed(result.flows, c.Flow),
        "instruments": _keyed({p.name: p.instruments for p in result.policies}, c.InstrumentRow),
        "procedures": _keyed({p.name: p.procedures for p in result.policies}, c.ProcedureRow),
    }
    for name, kind in PLAIN.items():
        tables[name] = table_of(getattr(result, name), kind)
    for name, kind in KEYED.items():
        tables[name] = _keyed(getattr(result, name), kind)
    tables |= _competitor(result.competitor) | _chips(result.chips)
    tables["break_even"] = table_of([] if result.break_even is None else [result.break_even], c.BreakEven)
    return tables


def comparison_header(result: c.Comparison) -> dict[str, Any]:
    """The single values of a comparison, for the manifest. `seconds` and `digest` are not content."""
    return {name: getattr(result, name) for name in HEADER}


def comparison_from(
    header: Mapping[str, Any], tables: Mapping[str, pa.Table], **outside: Any
) -> c.Comparison:
    """The comparison that a results folder holds; `outside` gives `seconds` and `digest`."""
    instruments = _unkeyed(tables["instruments"], c.InstrumentRow)
    procedures = _unkeyed(tables["procedures"], c.ProcedureRow)
    summaries = [
        replace(
            summary,
            instruments=instruments.get(summary.name, ()),
            procedures=procedures.get(summary.name, ()),
        )
        for summary in rows_of(tables["policies"], c.PolicySummary, instruments=(), procedures=())
    ]
    rules = _unkeyed(tables["rules"], c.RuleShare)
    years = _years(tables["decisions"])
    decided = list(dict.fromkeys([*years, *rules]))
    return c.Comparison(
        **header,
        **outside,
        policies=tuple(summaries),
        measures=_measures_from(tables["measures"]),
        differences=_measures_from(tables["differences"]),
        effects=_effects_from(tables["effects"]),
        paths=_paths_from(tables["paths"]),
        observed=tuple(_observed_from(tables["observed"])),
        decisions={name: c.DecisionSummary(years.get(name, ()), rules.get(name, ())) for name in decided},
        occupations=_unkeyed(tables["occupations"], c.OccupationRow),
        flows=_unkeyed(tables["flows"], c.Flow),
        assumption_sets=tuple(rows_of(tables["assumption_sets"], c.AssumptionSet)),
        order_turns=tuple(rows_of(tables["order_turns"], c.OrderTurn)),
        notes=tuple(rows_of(tables["notes"], c.Note)),
        data_labels=tuple(rows_of(tables["data_labels"], c.DataLabel)),
        parameters=tuple(rows_of(tables["parameters"], c.ParameterRow)),
        fit=tuple(rows_of(tables["fit"], c.FitTarget)),
        sectors=_unkeyed(tables["sectors"], c.SectorRow),
        groups=_unkeyed(tables["groups"], c.GroupRow),
        money=_unkeyed(tables["money"], c.MoneyRow),
        stress=_unkeyed(tables["stress"], c.StressSummary),
        regions=_unkeyed(tables["regions"], c.RegionRow),
        decomposition=_unkeyed(tables["decomposition"], c.DecompositionStep),
        detailed_occupations=_unkeyed(tables["detailed_occupations"], c.OccupationRow),
        competitor=_competitor_from(tables),
        chips=_chips_from(tables),
        break_even=next(iter(rows_of(tables["break_even"], c.BreakEven)), None),
    )


def _competitor(found: c.CompetitorSummary | None) -> dict[str, pa.Table]:
    rows = [] if found is None else [found]
    return {
        "competitor": table_of(rows, c.CompetitorSummary, ("measures", "paths")),
        "competitor_measures": _measures({} if found is None else found.measures),
        "competitor_paths": _paths({} if found is None else found.paths),
    }


def _competitor_from(tables: Mapping[str, pa.Table]) -> c.CompetitorSummary | None:
    rows = rows_of(tables["competitor"], c.CompetitorSummary, measures={}, paths={})
    measures = _measures_from(tables["competitor_measures"])
    paths = _paths_from(tables["competitor_paths"])
    return replace(rows[0], measures=measures, paths=paths) if rows else None


def _chips(found: c.ChipSummary | None) -> dict[str, pa.Table]:
    """The columns `policy` of their paths hold the economy."""
    return {
        "chips": table_of([] if found is None else [found], c.ChipSummary, ("sources", "paths")),
        "chip_sources": table_of(() if found is None else found.sources, c.ChipSource),
        "chip_paths": _paths({} if found is None else found.paths),
    }


def _chips_from(tables: Mapping[str, pa.Table]) -> c.ChipSummary | None:
    rows = rows_of(tables["chips"], c.ChipSummary, sources=(), paths={})
    sources = tuple(rows_of(tables["chip_sources"], c.ChipSource))
    return replace(rows[0], sources=sources, paths=_paths_from(tables["chip_paths"])) if rows else None


def _keyed(rows: Mapping[str, Sequence[Any]], kind: type) -> pa.Table:
    flat = [(name, row) for name, entries in rows.items() for row in entries]
    return table_of([row for _, row in flat], kind, policy=[name for name, _ in flat])


def _unkeyed(table: pa.Table, kind: type[Row]) -> dict[str, tuple[Row, ...]]:
    grouped: dict[str, list[Row]] = {}
    for name, row in zip(table.column("policy").to_pylist(), rows_of(table, kind), strict=True):
        grouped.setdefault(str(name), []).append(row)
    return {name: tuple(rows) for name, rows in grouped.items()}


def _measures(measures: Mapping[str, Mapping[str, c.Measure]]) -> pa.Table:
    flat = [(p, name, measure) for p, entries in measures.items() for name, measure in entries.items()]
    return table_of(
        [measure for _, _, measure in flat],
        c.Measure,
        policy=[p for p, _, _ in flat],
        measure=[name for _, name, _ in flat],
    )


def _measures_from(table: pa.Table) -> dict[str, dict[str, c.Measure]]:
    found: dict[str, dict[str, c.Measure]] = {}
    for record, measure in zip(table.to_pylist(), rows_of(table, c.Measure), strict=True):
        found.setdefault(record["policy"], {})[record["measure"]] = measure
    return found


def _effects(effects: Mapping[str, Mapping[str, Mapping[str, float]]]) -> pa.Table:
    flat = [
        (policy, measure, assumption, value)
        for policy, measures in effects.items()
        for measure, entries in measures.items()
        for assumption, value in entries.items()
    ]
    names = ("policy", "measure", "assumption", "difference")
    kinds = (pa.string(), pa.string(), pa.string(), pa.float64())
    return pa.table({name: pa.array([row[i] for row in flat], kinds[i]) for i, name in enumerate(names)})


def _effects_from(table: pa.Table) -> dict[str, dict[str, dict[str, float]]]:
    found: dict[str, dict[str, dict[str, float]]] = {}
    for row in table.to_pylist():
        found.setdefault(row["policy"], {}).setdefault(row["measure"], {})[row["assumption"]] = row[
            "difference"
        ]
    return found


def _paths(paths: Mapping[str, Mapping[str, c.Path]]) -> pa.Table:
    columns: dict[str, list[Any]] = {
        n: [] for n in ("policy", "series", "unit", "month", "value", "low", "high")
    }
    for policy, series in paths.items():
        for name, path in series.items():
            count = len(path.months)
            columns["policy"] += [policy] * count
            columns["series"] += [name] * count
            columns["unit"] += [path.unit] * count
            columns["month"] += path.months
            columns["value"] += path.value
            columns["low"] += path.low if path.low is not None else [None] * count
            columns["high"] += path.high if path.high is not None else [None] * count
    numeric = ("value", "low", "high")
    return pa.table(
        {n: pa.array(v, pa.float64() if n in numeric else pa.string()) for n, v in columns.items()}
    )


def _paths_from(table: pa.Table) -> dict[str, dict[str, c.Path]]:
    found: dict[str, dict[str, c.Path]] = {}
    rows = zip(*(table.column(name).to_pylist() for name in table.column_names), strict=True)
    for (policy, series, unit), group in groupby(rows, key=lambda row: (row[0], row[1], row[2])):
        listed = list(group)
        low, high = tuple(row[5] for row in listed), tuple(row[6] for row in listed)
        bare = any(value is None for value in low)
        found.setdefault(policy, {})[series] = c.Path(
            tuple(row[3] for row in listed),
            tuple(row[4] for row in listed),
            None if bare else low,
            None if bare else high,
            unit,
        )
    return found


def _observed(observed: Sequence[c.ObservedSeries]) -> pa.Table:
    words = ("id", "title", "unit", "source", "label")
    rows = [
        {**{word: getattr(series, word) for word in words}, "month": month, "value": value}
        for series in observed
        for month, value in zip(series.months, series.values, strict=True)
    ]
    kinds = {**dict.fromkeys((*words, "month"), pa.string()), "value": pa.float64()}
    return pa.table({name: pa.array([row[name] for row in rows], kind) for name, kind in kinds.items()})


def _observed_from(table: pa.Table) -> Iterator[c.ObservedSeries]:
    for identity, group in groupby(table.to_pylist(), key=lambda row: row["id"]):
        rows = list(group)
        first = rows[0]
        yield c.ObservedSeries(
            identity,
            first["title"],
            first["unit"],
            tuple(row["month"] for row in rows),
            tuple(row["value"] for row in rows),
            first["source"],
            first["label"],
        )


def _decisions(decisions: Mapping[str, c.DecisionSummary]) -> pa.Table:
    flat = [
        (policy, str(year.year), outcome, filings, year.work.get(outcome, 0.0))
        for policy, summary in decisions.items()
        for year in summary.years
        for outcome, filings in year.filings.items()
    ]
    names = ("policy", "year", "outcome", "filings", "work")
    kinds = (pa.string(), pa.string(), pa.string(), pa.float64(), pa.float64())
    return pa.table({name: pa.array([row[i] for row in flat], kinds[i]) for i, name in enumerate(names)})


def _years(table: pa.Table) -> dict[str, tuple[c.YearOfDecisions, ...]]:
    grouped: dict[str, dict[str, tuple[dict[str, float], dict[str, float]]]] = {}
    for row in table.to_pylist():
        filings, work = grouped.setdefault(row["policy"], {}).setdefault(row["year"], ({}, {}))
        filings[row["outcome"]], work[row["outcome"]] = row["filings"], row["work"]
    return {
        policy: tuple(c.YearOfDecisions(int(year), *maps) for year, maps in years.items())
        for policy, years in grouped.items()
    }
