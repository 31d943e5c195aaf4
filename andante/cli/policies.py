"""`andante policies list|show|check|diff`: the library of policies, and files of your own."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from andante.cli.options import AS_JSON
from andante.cli.printing import note, print_json, print_table
from andante.errors import Problem

if TYPE_CHECKING:
    from andante.policies.schema import Policy


@click.group(name="policies", short_help="List, show, check or compare policy files.")
def command() -> None:
    """Policies as files: instruments, parameters, rules, procedures and conditions, each dated and sourced.

    Every packaged policy is a reference design, not any government's rule.
    """


@command.command(name="list")
@AS_JSON
def list_policies(as_json: bool) -> None:
    """List the packaged policies."""
    from andante.policies.load import library_names, load_policy

    policies = [load_policy(name) for name in library_names()]
    if as_json:
        print_json({"policies": [_summary(policy) for policy in policies]})
        return
    print_table(
        ("policy", "jurisdiction", "instruments", "rules", "title"),
        [
            (p.name, p.jurisdiction, str(len(p.instruments)), str(_rule_count(p)), p.title)
            for p in policies
        ],
        right=(2, 3),
    )  # fmt: skip
    note("Reference designs, not any government's rule. `andante policies show NAME` prints one.")


@command.command(name="show")
@click.argument("policy")
@click.option("--on", "day", metavar="YYYY-MM-DD", help="Show only the values that hold on this day.")
@AS_JSON
def show_policy(policy: str, day: str | None, as_json: bool) -> None:
    """Show a policy: a name of the library or the path of a file."""
    from andante.policies.load import load_policy

    on = _day(day)
    loaded = load_policy(policy)
    if as_json:
        print_json({**_summary(loaded), **_details(loaded, on)})
        return
    click.echo(f"{loaded.name}: {loaded.title}")
    click.echo(f"jurisdiction {loaded.jurisdiction}; {loaded.source_file}; hash {loaded.hash}")
    if loaded.introduction:
        click.echo(f"\n{loaded.introduction.strip()}")
    details = _details(loaded, on)
    _print_rows("instruments", details["instruments"], ("name", "value", "unit", "from", "tag", "source"))
    _print_rows("parameters", details["parameters"], ("name", "value", "unit", "from", "tag", "source"))
    _print_rows("procedures", details["procedures"], ("name", "working_days", "who", "on_expiry"))
    _print_rows("conditions", details["conditions"], ("name", "title", "effect", "amount", "unit"))
    _print_rows("rules", details["rules"], ("kind", "id", "when", "outcome", "because"))


@command.command(name="check")
@click.argument("file")
@AS_JSON
def check(file: str, as_json: bool) -> int:
    """Check a policy or variant FILE, or standard input with "-": every problem with line and mend.

    Exit code 0: the file loads; 2: it has problems.
    """
    from andante.cli.main import EXIT_BAD_INPUT
    from andante.policies.load import check_policy

    problems = check_policy(file)
    if as_json:
        print_json({"file": file, "ok": not problems, "problems": [_problem(p) for p in problems]})
    elif not problems:
        click.echo(f"{file}: no problems found.")
    else:
        for problem in problems:
            click.echo(f"error: {problem}", err=True)
        click.echo(f"{len(problems)} problem{'s' if len(problems) > 1 else ''} found.", err=True)
    return EXIT_BAD_INPUT if problems else 0


@command.command(name="diff")
@click.argument("first")
@click.argument("second")
@AS_JSON
def diff(first: str, second: str, as_json: bool) -> None:
    """Show what differs between two policies, each a name of the library or the path of a file."""
    from dataclasses import asdict

    from andante.policies.diff import diff_policies
    from andante.policies.load import load_policy

    differences = diff_policies(load_policy(first), load_policy(second))
    if as_json:
        print_json({"first": first, "second": second, "differences": [asdict(d) for d in differences]})
        return
    if not differences:
        click.echo("The two policies do not differ.")
    for difference in differences:
        click.echo(str(difference))


def _summary(policy: Policy) -> dict[str, Any]:
    return {
        "name": policy.name,
        "title": policy.title,
        "jurisdiction": policy.jurisdiction,
        "introduction": policy.introduction,
        "file": policy.source_file,
        "base": policy.base,
        "hash": policy.hash,
        "instruments_set": len(policy.instruments),
        "rules_held": _rule_count(policy),
    }


def _rule_count(policy: Policy) -> int:
    return sum(len(rules) for rules in policy.rules.values())


def _details(policy: Policy, on: date | None) -> dict[str, list[dict[str, Any]]]:
    def dated(group: Any) -> list[dict[str, Any]]:
        return [
            {"name": name, "value": v.value, "unit": each.unit, "from": v.start.isoformat(),
             "source": v.source, "tag": v.tag, "file": v.file, "line": v.line}
            for name, each in group.items()
            for v in each.values
            if on is None or v is _value_on(each.values, on)
        ]  # fmt: skip

    return {
        "instruments": dated(policy.instruments),
        "parameters": dated(policy.parameters),
        "procedures": [
            {"name": p.id, "title": p.title, "who": p.who, "working_days": p.decision_working_days,
             "on_expiry": p.on_expiry, "source": p.source, "tag": p.tag}
            for p in policy.procedures.values()
        ],
        "conditions": [
            {"name": c.id, "title": c.title, "effect": c.effect.kind.value, "amount": c.effect.amount,
             "unit": c.effect.unit, "owner": c.owner, "source": c.source, "tag": c.tag}
            for c in policy.conditions.values()
        ],
        "rules": [
            {"kind": rule.kind, "id": rule.id, "when": rule.when, "outcome": rule.outcome.word,
             "conditions": list(rule.conditions), "procedure": rule.procedure, "because": rule.because,
             "file": rule.file, "line": rule.line}
            for rules in policy.rules.values()
            for rule in rules
        ],
    }  # fmt: skip


def _value_on(values: Any, on: date) -> Any:
    from andante.policies.parameters import value_on

    return value_on(values, on)


def _print_rows(title: str, rows: list[dict[str, Any]], columns: tuple[str, ...]) -> None:
    if rows:
        click.echo(f"\n{title}")
        print_table(columns, [[_cell(row[column]) for column in columns] for row in rows])


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return "unlimited" if value == float("inf") else "economy's own" if value != value else f"{value:g}"
    return "" if value is None else " ".join(str(value).split())


def _problem(problem: Problem) -> dict[str, Any]:
    where = problem.where
    return {"what": problem.what, "file": where.file, "line": where.line, "row": where.row,
            "field": where.field, "why": problem.why, "mend": problem.mend}  # fmt: skip


def _day(word: str | None) -> date | None:
    if word is None:
        return None
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise click.BadParameter(f"{word!r} is not a day; write YYYY-MM-DD.", param_hint="--on") from None
