"""The filing desk: what `andante assess` wrote, or a form; kept as a draft until it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from andante.errors import AndanteError, Problem
from andante.filing.fields import FIELDS, FieldDefinition, FilingKind
from andante.filing.schema import Filing
from andante.numbers import significant
from andante.reference.occupations import OCCUPATIONS, SECTIONS
from andante.register.states import Action, Role
from andante.web.access import Somebody, require_role
from andante.web.pages.acting import figure, may
from andante.web.pages.case import Asked, asked_for, system_title
from andante.web.pages.fields import field_title
from andante.web.pages.frame import Sent, page, see_other, text, upload, words_of
from andante.web.pages.words import Words
from andante.web.site import Here, Site
from andante.web.uploads import read_assessment

router = APIRouter(include_in_schema=False)
FROM_FILE = "/filings/from-assessment"
BY_REGISTER = frozenset({"model_approved"})
"""Fields that the register fills in itself: whether the model behind a use is approved and in force."""
LONG = frozenset({"purpose"})


@dataclass(frozen=True, slots=True)
class FieldInput:
    """A field of the filing as a form asks for it."""

    name: str
    title: str
    hint: str
    kind: str
    value: str
    options: tuple[tuple[str, str], ...]
    suffix: str


@dataclass(frozen=True, slots=True)
class NewFiling:
    """The page on which a filing begins. `change`: the case that it would change."""

    policies: tuple[tuple[str, str], ...]
    models: tuple[tuple[str, str], ...]
    change: str
    change_title: str
    kinds: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FilingForm:
    """The form of a filing's fields, for a new filing (`number` empty) or a draft."""

    number: str
    kind: str
    kind_words: str
    change: str
    fields: tuple[FieldInput, ...]
    policies: tuple[tuple[str, str], ...]
    models: tuple[tuple[str, str], ...]
    policy: str
    model: str
    planned_start: str
    step: int
    deployment: bool


@router.get("/filings/new")
def new_filing(request: Request, here: Here, access: Somebody) -> Response:
    """How to begin a filing: with a file, or with a form."""
    require_role(access, Role.FILER)
    return _new(request, here, access, request.query_params.get("change", ""))


@router.post(FROM_FILE)
def file_assessment(request: Request, here: Here, access: Somebody, form: Sent) -> Response:
    """Take what `andante assess` wrote, and keep it as a draft; a change of an entry is sent at once."""
    require_role(access, Role.FILER)
    change = text(form, "change")
    sent = upload(form, "file")
    say = words_of(request)
    if sent is None:
        return _new(request, here, access, change, (Problem(say("filing.no_file")),))
    try:
        content = sent.file.read()
        found = read_assessment(sent.filename or "", content)
        payload: dict[str, Any] = {
            "filing": {"kind": found.filing.kind, **_answered(found.filing.values)},
            "assessment": found.sha256,
            "predicted": found.predicted,
        }
        number = _send(
            here, access, change, {**payload, **_around(form, found.filing.kind)}, text(form, "key")
        )
    except AndanteError as error:
        return _new(request, here, access, change, error.problems)
    return see_other(f"/cases/{number}?done={'file_change' if change else 'draft'}")


@router.get("/filings/form/{kind}")
def filing_form(request: Request, here: Here, access: Somebody, kind: FilingKind) -> Response:
    """The form of a new filing."""
    require_role(access, Role.FILER)
    change = request.query_params.get("change", "")
    return _form(request, _blank(here, words_of(request), kind, change))


@router.post("/filings/form/{kind}")
def send_form(request: Request, here: Here, access: Somebody, kind: FilingKind, form: Sent) -> Response:
    """Keep what was typed as a draft."""
    require_role(access, Role.FILER)
    say, typed, change = words_of(request), _typed(form, kind), text(form, "change")
    payload: dict[str, Any] = {"filing": {"kind": kind, **_values(typed, kind)}, **_around(form, kind)}
    try:
        number = _send(here, access, change, payload, text(form, "key"))
    except AndanteError as error:
        view = _blank(here, say, kind, change, typed, form_values=_named(form))
        return _form(request, view, error.problems)
    return see_other(f"/cases/{number}?done={'file_change' if change else 'draft'}")


@router.get("/cases/{number}/edit")
def edit_form(request: Request, here: Here, access: Somebody, number: str) -> Response:
    """The form of a draft, or of a filing that came back."""
    asked = asked_for(request, here, access, number)
    return _form(request, _draft(asked))


@router.post("/cases/{number}/edit")
def edit(request: Request, here: Here, access: Somebody, number: str, form: Sent) -> Response:
    """Write a further version of a filing that is with the filer."""
    asked = asked_for(request, here, access, number)
    kind: FilingKind = asked.file.case.kind
    typed = _typed(form, kind)
    payload: dict[str, Any] = {"filing": {"kind": kind, **_values(typed, kind)}, **_around(form, kind)}
    payload.pop("policy", None)
    step = text(form, "step")
    if step.isascii() and step.isdigit():
        payload["step"] = int(step)
    try:
        here.store.act(access.actor, Action.EDIT.value, number, payload, text(form, "key") or None)
    except AndanteError as error:
        return _form(request, _draft(asked, typed, _named(form)), error.problems)
    here.metrics.actions.labels(Action.EDIT.value).inc()
    return see_other(f"/cases/{number}?done=edit")


def _send(here: Site, access: Somebody, change: str, payload: Mapping[str, Any], key: str) -> str:
    """Begin a draft, or file a change of an entry; returns the number of the new filing."""
    sent = {name: value for name, value in payload.items() if value not in (None, "")}
    if change:
        sent.pop("policy", None)
        receipt = here.store.act(access.actor, Action.FILE_CHANGE.value, change, sent, key or None)
        here.metrics.actions.labels(Action.FILE_CHANGE.value).inc()
        return receipt.created or receipt.number
    receipt = here.store.act(access.actor, "draft", None, sent, key or None)
    here.metrics.actions.labels("draft").inc()
    return receipt.number


def _new(
    request: Request, here: Site, access: Somebody, change: str, problems: Sequence[Problem] = ()
) -> Response:
    say = words_of(request)
    title = ""
    if change:
        title = system_title(asked_for(request, here, access, change).file)
    view = NewFiling(
        policy_options(here, say),
        model_options(here),
        change,
        title,
        (("deployment", say("kind.deployment")), ("model", say("kind.model"))),
    )
    heading = say("filing.change" if change else "filing.new")
    return page(request, "filing_new.html", view, heading, problems=problems, status=422 if problems else 200)


def _form(request: Request, view: FilingForm, problems: Sequence[Problem] = ()) -> Response:
    say = words_of(request)
    title = say("filing.edit", number=view.number) if view.number else say(f"filing.form.{view.kind}")
    return page(request, "filing_form.html", view, title, problems=problems, status=422 if problems else 200)


def _blank(
    here: Site,
    say: Words,
    kind: FilingKind,
    change: str,
    typed: Mapping[str, str] | None = None,
    form_values: Mapping[str, str] | None = None,
) -> FilingForm:
    named = form_values or {}
    return FilingForm(
        "",
        kind,
        say(f"kind.{kind}"),
        change,
        _inputs(say, kind, typed or {}),
        policy_options(here, say),
        model_options(here),
        named.get("policy", ""),
        named.get("model", ""),
        named.get("planned_start", ""),
        0,
        kind == "deployment",
    )


def _draft(
    asked: Asked, typed: Mapping[str, str] | None = None, named: Mapping[str, str] | None = None
) -> FilingForm:
    file, say, kind = asked.file, asked.say, asked.file.case.kind
    filing = file.filed[-1].filing
    values = typed if typed is not None else _shown(filing, kind)
    planned = file.case.planned_start
    return FilingForm(
        file.case.number,
        kind,
        say(f"kind.{kind}"),
        "",
        _inputs(say, kind, values),
        (),
        model_options(asked.site),
        "",
        (named or {}).get("model", file.model or ""),
        (named or {}).get("planned_start", "" if planned is None else planned.isoformat()),
        file.case.version,
        kind == "deployment" and may(asked.access.actor, Action.EDIT, file.case),
    )


def policy_options(here: Site, say: Words) -> tuple[tuple[str, str], ...]:
    """The policies in force, to choose from."""
    return tuple(
        (each.name, say.pick(each.title, each.title_zh)) for each in here.store.policies() if each.in_force
    )


def model_options(here: Site) -> tuple[tuple[str, str], ...]:
    """Models of the public register that are in force, to choose from; the newest hundred."""
    found = []
    for number in range(1, 6):
        part = here.store.public_search(
            "", {"kind": ("model",), "state": ("published", "live", "in_periodic_review")}, number
        )
        found += [(hit.entry, f"{hit.title} ({hit.entry})") for hit in part.hits]
        if part.page >= part.pages:
            break
    return tuple(dict(found).items())


def _inputs(say: Words, kind: FilingKind, values: Mapping[str, str]) -> tuple[FieldInput, ...]:
    return tuple(
        _input(say, kind, definition, values.get(name, ""))
        for name, definition in FIELDS[kind].items()
        if name not in BY_REGISTER
    )


def _input(say: Words, kind: str, definition: FieldDefinition, value: str) -> FieldInput:
    name = definition.name
    hint = (
        say(f"meaning.{kind}.{name}")
        if say.known(f"meaning.{kind}.{name}")
        else say.pick(definition.meaning, "")
    )
    options: tuple[tuple[str, str], ...] = ()
    input_kind, suffix = "text", ""
    if definition.type == "bool":
        options = (("yes", say("yes")), ("no", say("no")))
    elif name == "sector":
        options = tuple((code, f"{code} {say.pick(*titles)}") for code, titles in SECTIONS.items())
    elif name == "occupation":
        options = tuple((each.id, f"{each.id} {say.pick(each.title, each.title_zh)}") for each in OCCUPATIONS)
    elif definition.choices:
        options = tuple((word, say.or_else(f"choice.{name}.{word}", word)) for word in definition.choices)
    elif definition.type == "number":
        unit = definition.unit
        suffix = say("unit.per_cent") if unit == "share" else say.or_else(f"unit.{unit}", unit).strip("（）")
        input_kind = "number"
    elif name in LONG:
        input_kind = "area"
    return FieldInput(
        name, field_title(say, kind, name), hint, "choice" if options else input_kind, value, options, suffix
    )


def _shown(filing: Filing | None, kind: FilingKind) -> Mapping[str, str]:
    """The values of a filing as the form shows them: shares in per cent, yes and no as words."""
    found: dict[str, str] = {}
    for name, value in ({} if filing is None else filing.values).items():
        if value is None:
            continue
        if isinstance(value, bool):
            found[name] = "yes" if value else "no"
        elif isinstance(value, str):
            found[name] = value
        else:
            share = FIELDS[kind][name].unit == "share"
            found[name] = (
                significant(value * 100 if share else value, 12).replace(",", "").replace("\u202f", "")
            )
    return found


def _typed(form: Any, kind: FilingKind) -> dict[str, str]:
    return {name: typed for name in FIELDS[kind] if name not in BY_REGISTER and (typed := text(form, name))}


def _values(typed: Mapping[str, str], kind: FilingKind) -> dict[str, Any]:
    """What was typed, as values of the schema; what is no number stays a text, and the schema says so."""
    found: dict[str, Any] = {}
    for name, words in typed.items():
        definition = FIELDS[kind][name]
        if definition.type == "string":
            found[name] = words
            continue
        value = figure(words)
        is_share = definition.unit == "share" and isinstance(value, float) and not words.endswith(("%", "％"))
        found[name] = round(float(value) / 100, 12) if is_share else value
    return found


def _around(form: Any, kind: str) -> dict[str, str]:
    """What surrounds a filing: the policy, the model behind it, the planned start."""
    names = ("policy", "model", "planned_start") if kind == "deployment" else ("policy", "planned_start")
    return {name: value for name in names if (value := text(form, name))}


def _named(form: Any) -> dict[str, str]:
    return {name: text(form, name) for name in ("policy", "model", "planned_start")}


def _answered(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None and name not in BY_REGISTER}
