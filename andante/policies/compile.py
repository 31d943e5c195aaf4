"""From a policy and a day to one compiled set of rules for a kind of filing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from andante.errors import PolicyError, Problem, Where
from andante.filing.fields import KINDS, FilingKind
from andante.filing.outcomes import Outcome, ProcedureName
from andante.policies.kernel import Bound, Emitter, Kernel, Outputs, fields_read, run_decisions
from andante.policies.language import Node, Source, names_in
from andante.policies.parameters import DatedValue
from andante.policies.schema import Policy, Rule
from andante.policies.terms import Term, TermBuilder, parts_of
from andante.policies.types import Symbol, clashes, parse_rule, rule_symbols
from andante.policies.wording import did_you_mean


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """One rule of the file with its tree, its term under the day's parameters, and the names it uses."""

    rule: Rule
    tree: Node
    term: Term
    fields: tuple[str, ...]
    parameters: tuple[str, ...]

    @property
    def outcome(self) -> Outcome:
        """The outcome when the rule matches; a rule that attaches conditions never approves without them."""
        if self.rule.conditions:
            return max(self.rule.outcome, Outcome.APPROVE_WITH_CONDITIONS)
        return self.rule.outcome


@dataclass(frozen=True, slots=True)
class CompiledRules:
    """The rules of a policy for one kind of filing on one day, ready to decide any number of filings.

    `kernel` decides; `gaps` gives left minus right of every comparison of numbers, from which the thresholds
    for the smallest change are read. `fields` are those that a decision can depend on.
    """

    policy: Policy
    kind: FilingKind
    on: date
    rules: tuple[CompiledRule, ...]
    parameters: dict[str, DatedValue]
    symbols: dict[str, Symbol]
    kernel: Kernel
    gaps: Kernel
    gap_terms: tuple[Term, ...]
    fields: tuple[str, ...]

    def run(self, inputs: Bound, n: int, reasons: bool = False) -> Outputs:
        """Decide n filings whose fields `kernel.bind` or `kernel.bind_one` brought into its order."""
        conditions = len(self.policy.conditions)
        return run_decisions(self.kernel, inputs, n, conditions, len(self.rules), reasons)

    @property
    def conditions(self) -> tuple[str, ...]:
        """Names of the conditions, in the order of the columns of `Decisions.conditions`."""
        return tuple(self.policy.conditions)

    @property
    def procedures(self) -> tuple[str, ...]:
        """Names of the procedures, in the order that `Decisions.procedure` counts."""
        return tuple(self.policy.procedures)


def rule_source(rule: Rule) -> Source:
    """The text of a rule with its place in the file."""
    path = f"rules.{rule.kind}.{rule.id}.when"
    return Source(rule.when, rule.file, rule.when_line, rule.when_column, path)


def check_rules(policy: Policy, kind: FilingKind) -> list[Problem]:
    """Everything that is wrong in the rules of a kind, on whatever day they are in force."""
    units = {name: parameter.unit for name, parameter in policy.parameters.items()}
    symbols = rule_symbols(kind, units)
    problems = _clash_problems(policy, kind, units)
    for rule in policy.rules.get(kind, ()):
        try:
            parse_rule(rule_source(rule), symbols)
        except PolicyError as error:
            problems.extend(error.problems)
        problems.extend(_reference_problems(policy, rule))
    return problems


def compile_rules(policy: Policy, kind: FilingKind, on: date) -> CompiledRules:
    """Compile the rules for a kind that are in force on a day, with the day's parameter values.

    Raises PolicyError with every problem of the rules, and for parameters without a value on the day.
    """
    if kind not in KINDS:
        raise PolicyError(
            Problem(f"{kind} is not a kind of filing", mend=did_you_mean(str(kind), KINDS, "kinds"))
        )
    problems = check_rules(policy, kind)
    if problems:
        raise PolicyError(problems)
    symbols = rule_symbols(kind, {name: parameter.unit for name, parameter in policy.parameters.items()})
    rules = policy.rules_in_force(kind, on) if kind in policy.rules else ()
    parameters: dict[str, DatedValue] = {}
    compiled = []
    for rule in rules:
        try:
            compiled.append(_compile_rule(policy, rule, symbols, parameters, on))
        except PolicyError as error:
            problems.extend(error.problems)
    if problems:
        raise PolicyError(problems)
    kernel = _decision_kernel(policy, tuple(compiled))
    gap_terms, gaps = _gap_kernel(compiled)
    return CompiledRules(
        policy=policy,
        kind=kind,
        on=on,
        rules=tuple(compiled),
        parameters=parameters,
        symbols=symbols,
        kernel=kernel,
        gaps=gaps,
        gap_terms=gap_terms,
        fields=fields_read(kernel.inputs),
    )


def _compile_rule(
    policy: Policy, rule: Rule, symbols: dict[str, Symbol], parameters: dict[str, DatedValue], on: date
) -> CompiledRule:
    source = rule_source(rule)
    tree = parse_rule(source, symbols)
    names = names_in(tree)
    used = tuple(name for name in names if symbols[name].origin == "parameter")
    values = {}
    for name in used:
        dated = policy.parameters[name].at(on)
        if dated.value != dated.value:
            what = f"the parameter {name} is left to the economy, a rule needs a number"
            where = Where(file=dated.file, line=dated.line, field=f"parameters.{name}")
            raise PolicyError(Problem(what, where, mend="write its value as a number"))
        parameters[name] = dated
        values[name] = float(dated.value)
    term = TermBuilder(symbols, values, source).build(tree)
    fields = tuple(name for name in names if symbols[name].origin == "field")
    return CompiledRule(rule, tree, term, fields, used)


def _clash_problems(policy: Policy, kind: FilingKind, units: dict[str, str]) -> list[Problem]:
    problems = []
    for name in clashes(kind, units):
        values = policy.parameters[name].values
        place = values[0] if values else None
        where = Where(
            file=place.file if place else policy.source_file,
            line=place.line if place else None,
            field=f"parameters.{name}",
        )
        why = "fields and parameters share one namespace in rules"
        what = f"the parameter {name} has the name of a field of a {kind} filing"
        problems.append(Problem(what, where, why, f"rename it, for instance to {name}_limit"))
    return problems


def _reference_problems(policy: Policy, rule: Rule) -> list[Problem]:
    problems = []
    for name in rule.conditions:
        if name not in policy.conditions:
            problems.append(_unknown_reference(rule, "conditions", name, policy.conditions))
    if rule.procedure is not None and rule.procedure not in policy.procedures:
        problems.append(_unknown_reference(rule, "procedure", rule.procedure, policy.procedures))
    return problems


def _unknown_reference(rule: Rule, key: str, name: str, known: Iterable[str]) -> Problem:
    where = Where(file=rule.file, line=rule.line, field=f"rules.{rule.kind}.{rule.id}.{key}")
    section = "procedures" if key == "procedure" else key
    mend = did_you_mean(name, known, section)
    return Problem(f"{name} is not in the section {section} of the policy", where, mend=mend)


def strictness(procedures: Iterable[str]) -> list[str]:
    """Procedures from the most lenient to the strictest: as `ProcedureName` has them, others before it."""
    names = list(procedures)
    known = {name.value: name.strictness for name in ProcedureName}
    return sorted(names, key=lambda name: (known.get(name, -1), names.index(name)))


def _decision_kernel(policy: Policy, rules: tuple[CompiledRule, ...]) -> Kernel:
    """The function that writes outcome, procedure, conditions and, where asked, reasons of a chunk."""
    emitter = Emitter()
    matched = [_as_array(emitter, emitter.true(rule.term)) for rule in rules]
    false = [emitter.false(rule.term) for rule in rules]
    # A constant rule is known everywhere.
    known = [
        None if rule.term[0] == "const" else emitter.keep(f"{true} | {no}")
        for rule, true, no in zip(rules, matched, false, strict=True)
    ]

    def any_of(chosen: Iterable[str]) -> str:
        return " | ".join(dict.fromkeys(chosen))

    def at_level(outcome: Outcome) -> list[str]:
        return [name for name, rule in zip(matched, rules, strict=True) if rule.outcome is outcome]

    emit = emitter.keep
    certain = [name for name in known if name is not None]
    level = emit("full(n, 1, int8)")
    if conditional := at_level(Outcome.APPROVE_WITH_CONDITIONS):
        raised = emit(any_of(conditional))
        emit(f"maximum({level}, {raised}.view(int8) * 2, out={level})")
    asking = at_level(Outcome.NEEDS_INFORMATION)
    if certain:
        asking.append(emit(f"~({' & '.join(dict.fromkeys(certain))})"))
    if asking:
        raised = emit(any_of(asking))
        emit(f"maximum({level}, {raised}.view(int8) * 3, out={level})")
    if rejecting := at_level(Outcome.REJECT):
        raised = emit(any_of(rejecting))
        emit(f"maximum({level}, {raised}.view(int8) * 4, out={level})")
    emitter.lines.append(f"outcome[...] = {level if rules else 0}")
    _emit_procedure(emitter, policy, rules, matched)
    approved = emit(f"{level} == 2")
    for index, name in enumerate(policy.conditions):
        attached = [m for m, rule in zip(matched, rules, strict=True) if name in rule.rule.conditions]
        if attached:
            either = emit(any_of(attached))
            emitter.lines.append(f"logical_and({either}, {approved}, out=conditions[{index}])")
    emitter.lines.append("if matched is None: return")
    for index, (true, sure) in enumerate(zip(matched, known, strict=True)):
        emitter.lines.append(f"matched[{index}] = {true}")
        if sure is not None:
            emitter.lines.append(f"logical_not({sure}, out=unknown[{index}])")
    arguments = "n, outcome, procedure, conditions, matched, unknown"
    return emitter.kernel(arguments)


def _as_array(emitter: Emitter, expression: str) -> str:
    return emitter.keep(f"full(n, {expression})") if expression in ("True", "False") else expression


def _emit_procedure(
    emitter: Emitter, policy: Policy, rules: tuple[CompiledRule, ...], matched: list[str]
) -> None:
    """The strictest procedure among the matching rules, as its place in the policy; -1 for none."""
    order = list(policy.procedures)
    used = [name for name in strictness(order) if any(rule.rule.procedure == name for rule in rules)]
    emitter.lines.append("procedure[...] = -1")
    for name in used:
        calling = [m for m, rule in zip(matched, rules, strict=True) if rule.rule.procedure == name]
        either = emitter.keep(" | ".join(dict.fromkeys(calling)))
        # Later, stricter ones overwrite: where(called, index, procedure) without a branch.
        emitter.lines.append(f"procedure[{either}] = {order.index(name)}")


def _gap_kernel(rules: list[CompiledRule]) -> tuple[tuple[Term, ...], Kernel]:
    """The function that writes left minus right of every comparison of numbers, one row each."""
    found: dict[Term, None] = {}
    waiting = [rule.term for rule in rules]
    while waiting:
        term = waiting.pop(0)
        if term[0] in ("less", "most", "equal"):
            found[(term[1], term[2])] = None
        waiting.extend(parts_of(term))
    emitter = Emitter()
    pairs = tuple(found)
    for index, (left, right) in enumerate(pairs):
        emitter.lines.append(f"subtract({emitter.number(left)}, {emitter.number(right)}, out=gaps[{index}])")
    return pairs, emitter.kernel("gaps")
