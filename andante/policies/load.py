"""Reads a policy: a packaged one by name, a file by path, or a mapping. Strict, and all problems at once."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from importlib import resources
from pathlib import Path

from andante.errors import PolicyError, Problem, Where
from andante.policies.canonical import content_hash, policy_content
from andante.policies.checks import Places, check_names
from andante.policies.dated_sections import read_instruments, read_parameters
from andante.policies.document import MAX_BYTES, Node, Scalar, Table, from_mapping, read_document
from andante.policies.duty_sections import read_conditions, read_procedures
from andante.policies.language import Source
from andante.policies.reading import Entry, Reader
from andante.policies.rule_section import RULE_ID, read_rules
from andante.policies.schema import KINDS, Policy, Rule
from andante.policies.types import parse_rule, rule_symbols
from andante.policies.variants import merge
from andante.policies.wording import did_you_mean, quoted

LIBRARY = "andante/policies/library"
STANDARD_INPUT = "-"
_MAX_BASES = 8
_REQUIRED = ("policy", "title", "jurisdiction")
_OPTIONAL = ("title_zh", "introduction", "introduction_zh", "cannot_say", "cannot_say_zh")
_SECTIONS = ("instruments", "parameters", "procedures", "conditions", "rules")


def library_names() -> tuple[str, ...]:
    """The names of the packaged policies, in alphabetical order."""
    folder = resources.files("andante.policies") / "library"
    return tuple(
        sorted(file.name[: -len(".yaml")] for file in folder.iterdir() if file.name.endswith(".yaml"))
    )


def load_policy(source: str | Path | Mapping[str, object]) -> Policy:
    """The policy of a packaged name, of a file (policy or variant), or of a mapping in the form of a file.

    Raises PolicyError with every problem found: unknown, duplicate and missing keys, wrong units, values,
    dates and names, rules that do not parse, and whatever is defined and not used.
    """
    document, file = _read(source)
    return _load(document, file, _folder(source), ())


def read_policy(content: bytes | Mapping[str, object], file: str) -> Policy:
    """The policy that somebody sent: the bytes of a file, which errors call `file`, or a mapping.

    The base of a variant is a packaged policy: no other file is read. PolicyError with every problem.
    """
    document = read_document(file, content) if isinstance(content, bytes) else from_mapping(content, file)
    return _load(document, file, None, ())


def apply_variant(base: Policy, variant: str | Path | Mapping[str, object]) -> Policy:
    """The base policy with a variant's changes, as a new policy; the base stays as it is.

    The variant's `base:` key, where it has one, must name this base. Raises PolicyError with every problem.
    """
    document, file = _read(variant)
    reader = Reader()
    written_for = document.get("base")
    if not isinstance(written_for, Scalar):
        document = Table(
            (*document.entries, (Scalar("base"), Scalar(base.name))), document.file, document.line
        )
    elif Path(written_for.text).stem != base.name and written_for.text != base.source_file:
        reader.report(
            written_for,
            "base",
            f"the variant is written for {quoted(written_for.text)}, not for {base.name}",
            "apply it to that policy, or change its base",
        )
    return _finish(reader, merge(reader, base.document, document), file, base.name)


def check_policy(source: str | Path | Mapping[str, object]) -> list[Problem]:
    """Every problem of a policy or variant; empty where it loads. `-` reads standard input."""
    try:
        load_policy(source)
    except PolicyError as error:
        return list(error.problems)
    return []


def _load(document: Table, file: str, folder: Path | None, chain: tuple[str, ...]) -> Policy:
    """`folder` is where the base of a variant is looked for; None: among the packaged policies alone."""
    reader = Reader()
    if document.get("variant") is None:
        _check_not_half_a_variant(reader, document)
        return _finish(reader, document, file, None)
    if file in chain or len(chain) >= _MAX_BASES:
        path = " -> ".join((*chain, file))
        raise PolicyError(
            Problem(
                what="a variant is based on itself"
                if file in chain
                else f"more than {_MAX_BASES} variants in a row",
                where=Where(file=file, line=document.line, field="base"),
                why=f"the files are {path}",
                mend="base one of them on a whole policy",
            )
        )
    node = document.get("base")
    name = None if node is None else reader.text(Entry("", document, {"base": node}), "base")
    if node is None or name is None:
        merge(reader, Table(), document)
        raise PolicyError(reader.problems)
    if folder is None and name not in library_names():
        mend = did_you_mean(name, library_names(), "packaged policies")
        reader.report(node, "base", f"there is no packaged policy {quoted(name)} to be the base", mend)
        raise PolicyError(reader.problems)
    base_source: str | Path = name if folder is None or name in library_names() else folder / name
    try:
        base_document, base_file = _read(base_source)
    except PolicyError as error:
        if isinstance(base_source, Path) and not base_source.is_file():
            reader.report(
                node,
                "base",
                f"there is no policy {quoted(name)} to be the base",
                f"{did_you_mean(name, library_names(), 'packaged policies')}, or the path of a file",
            )
            raise PolicyError(reader.problems) from None
        raise error
    base = _load(base_document, base_file, _folder(base_source), (*chain, file))
    return _finish(reader, merge(reader, base.document, document), file, base.name)


def _check_not_half_a_variant(reader: Reader, document: Table) -> None:
    """A file with a base and no `variant:` would otherwise only hear of unknown keys."""
    base = document.key("base")
    if base is not None:
        reader.report(
            base, "base", "a whole policy has no base", 'write "variant: NAME" in place of "policy: NAME"'
        )
        raise PolicyError(reader.problems)


def _finish(reader: Reader, document: Table, file: str, base: str | None) -> Policy:
    """Reads a whole document, merged or not, into a policy; raises with everything the reader has
    collected."""
    entry = reader.entry(document, document, "", _REQUIRED, (*_OPTIONAL, *_SECTIONS))
    if entry is None:
        raise PolicyError(reader.problems)
    name = reader.text(entry, "policy", longest=64)
    if name is not None and not RULE_ID.fullmatch(name):
        reader.report(
            entry.nodes["policy"],
            "policy",
            f"{quoted(name)} is no name of a policy",
            "write small letters, digits and single hyphens",
        )
    policy = _policy(reader, document, entry, file, base)
    if reader.problems:
        raise PolicyError(reader.problems)
    return policy


def _policy(reader: Reader, document: Table, entry: Entry, file: str, base: str | None) -> Policy:
    def section(name: str) -> tuple[Node, Scalar]:
        node, key = entry.nodes.get(name), document.key(name)
        return (Table(), Scalar(name)) if node is None or key is None else (node, key)

    instruments = read_instruments(reader, *section("instruments"))
    parameters, parameter_places = read_parameters(reader, *section("parameters"))
    procedures, procedure_places = read_procedures(reader, *section("procedures"))
    conditions, condition_places = read_conditions(reader, *section("conditions"))
    rules = read_rules(reader, *section("rules"))
    rule_nodes = entry.nodes.get("rules")
    check_names(
        reader,
        rule_nodes if isinstance(rule_nodes, Table) else None,
        Places(
            parameters=parameter_places,
            first_days={name: parameter.values[0].start for name, parameter in parameters.items()},
            procedures=procedure_places,
            conditions=condition_places,
        ),
    )
    units = {name: parameters[name].unit if name in parameters else "" for name in parameter_places}
    _check_rule_texts(reader, rules, units)
    policy = Policy(
        name=reader.text(entry, "policy") or "",
        title=reader.text(entry, "title") or "",
        jurisdiction=reader.text(entry, "jurisdiction") or "",
        introduction=reader.text(entry, "introduction") or "",
        base=base,
        source_file=file,
        hash="",
        instruments=instruments,
        parameters=parameters,
        procedures=procedures,
        conditions=conditions,
        rules=rules,
        title_zh=reader.text(entry, "title_zh") or "",
        introduction_zh=reader.text(entry, "introduction_zh") or "",
        cannot_say=reader.texts(entry, "cannot_say"),
        cannot_say_zh=reader.texts(entry, "cannot_say_zh"),
        document=document,
    )
    return replace(policy, hash=content_hash(policy_content(policy)))


def _check_rule_texts(
    reader: Reader, rules: Mapping[str, tuple[Rule, ...]], units: Mapping[str, str]
) -> None:
    """Parses and types the text of every rule. `units` has every parameter's name, also of those not
    readable."""
    for kind in KINDS:
        symbols = rule_symbols(kind, units)
        for rule in rules[kind]:
            path = f"rules.{kind}.{rule.id}.when"
            try:
                parse_rule(Source(rule.when, rule.file, rule.when_line, rule.when_column, path), symbols)
            except PolicyError as error:
                reader.problems.extend(error.problems)


def _folder(source: str | Path | Mapping[str, object]) -> Path:
    """The folder in which a variant's base is looked for."""
    if isinstance(source, Mapping) or str(source) == STANDARD_INPUT:
        return Path()
    return Path(source).parent


def _read(source: str | Path | Mapping[str, object]) -> tuple[Table, str]:
    """The document of a source and the name that errors give its file."""
    if isinstance(source, Mapping):
        return from_mapping(source, "policy given as a mapping"), "policy given as a mapping"
    if source == STANDARD_INPUT:
        # A process started without standard input has None there: the same as an empty one.
        content = b"" if sys.stdin is None else sys.stdin.buffer.read(MAX_BYTES + 1)
        return read_document("standard input", content), "standard input"
    if isinstance(source, str) and source in library_names():
        packaged = resources.files("andante.policies") / "library" / f"{source}.yaml"
        file = f"{LIBRARY}/{source}.yaml"
        return read_document(file, packaged.read_bytes()), file
    path = Path(source)
    return read_document(path, _file_bytes(path, isinstance(source, str))), str(path)


def _file_bytes(path: Path, may_be_name: bool) -> bytes:
    """The bytes of a file; one more than allowed of a larger one, which is enough to refuse it."""
    try:
        if path.is_file():
            with path.open("rb") as opened:
                return opened.read(MAX_BYTES + 1)
        reason = "it is a folder" if path.is_dir() else "there is no such file"
    except (OSError, ValueError) as error:
        reason = str(error)
    mend = f"{did_you_mean(path.name, library_names(), 'packaged policies')}, or give the path of a file"
    looks_like_name = may_be_name and not path.suffix and path.name == str(path)
    raise PolicyError(
        Problem(
            what=f"{quoted(str(path))} is no policy" if looks_like_name else "the policy file cannot be read",
            where=Where() if looks_like_name else Where(file=str(path)),
            why="" if looks_like_name else reason,
            mend=mend,
        )
    )
