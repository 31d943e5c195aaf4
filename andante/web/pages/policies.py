"""The policies of the register: what is in force from when; a policy file checked, compared, adopted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from andante.errors import AndanteError, PolicyError, Problem
from andante.policies.diff import Difference
from andante.policies.document import MAX_BYTES
from andante.policies.load import library_names, load_policy, read_policy
from andante.policies.schema import Policy
from andante.register.adoptions import Adopted, Offer
from andante.register.policy_offers import LONGEST_FILE_NAME, UNNAMED
from andante.register.states import Role
from andante.web.access import Somebody, require_role
from andante.web.pages.frame import Sent, page, secret, see_other, text, upload, words_of
from andante.web.pages.marks import Mark
from andante.web.pages.shelf import today
from andante.web.pages.told import ToldProblem, told
from andante.web.pages.words import Words
from andante.web.site import Here, Site

router = APIRouter(include_in_schema=False)
HASH_SHOWN = 12


@dataclass(frozen=True, slots=True)
class AdoptedRow:
    """A policy as it was adopted."""

    title: str
    name: str
    digest: str
    jurisdiction: str
    state: Mark
    starts: str
    adopted: str
    log_number: int


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One difference: of what, where in the new file, and both sides as they are written."""

    part: str
    name: str
    place: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem of a policy file, with the line it is in."""

    place: str
    field: str
    said: ToldProblem


@dataclass(frozen=True, slots=True)
class Looked:
    """A policy that was checked and not adopted yet. `policy`, or else `text` and `file`, name it again."""

    title: str
    facts: tuple[tuple[str, str], ...]
    sentence: str
    differences: tuple[DifferenceRow, ...]
    policy: str
    text: str
    file: str
    first_day: str


@dataclass(frozen=True, slots=True)
class PoliciesPage:
    """The page of policies. `faults` are those of the file `file`."""

    rows: tuple[AdoptedRow, ...]
    packaged: tuple[tuple[str, str], ...]
    chosen: str
    looked: Looked | None
    faults: tuple[Fault, ...]
    file: str
    starts: str
    done: bool


@router.get("/administration/policies")
def policies(request: Request, here: Here, access: Somebody) -> Response:
    """Every policy that was adopted, and a way to check and adopt another one; `policy` is looked at."""
    require_role(access, Role.ADMINISTRATOR)
    chosen = request.query_params.get("policy", "")
    if chosen:
        payload = {"policy": chosen}
        return _page(request, here, access, payload=payload, offer=here.store.look_at_policy(payload))
    return _page(request, here, access, done=bool(request.query_params.get("done")))


@router.post("/administration/policies/check")
def check(request: Request, here: Here, access: Somebody, form: Sent) -> Response:
    """Check a policy file: all its problems, or what it changes. Nothing is adopted."""
    require_role(access, Role.ADMINISTRATOR)
    sent = upload(form, "file")
    if sent is None:
        problem = Problem(words_of(request)("policies.nothing_chosen"))
        return _page(request, here, access, problems=(problem,))
    payload, offer = _looked_at(here, sent)
    return _page(request, here, access, payload=payload, offer=offer)


@router.post("/administration/policies")
def adopt(request: Request, here: Here, access: Somebody, form: Sent) -> Response:
    """Put a policy in force for filings that begin from a day on."""
    require_role(access, Role.ADMINISTRATOR)
    payload = _payload(form)
    starts = text(form, "starts")
    dated = {**payload, "starts": starts} if starts else payload
    try:
        here.store.act(access.actor, "adopt_policy", None, dated, text(form, "key") or None)
    except AndanteError as error:
        offer = here.store.look_at_policy(payload)
        problems = error.problems if offer.policy is not None else ()
        return _page(request, here, access, problems, payload, offer, starts)
    return see_other("/administration/policies?done=yes")


def _payload(form: FormData) -> dict[str, Any]:
    """The policy that a form names: a packaged one, or the text of a file as it was checked."""
    if text(form, "policy"):
        return {"policy": text(form, "policy")}
    return {"text": secret(form, "text").replace("\r\n", "\n"), "file": text(form, "file_name") or UNNAMED}


def _looked_at(here: Site, sent: UploadFile) -> tuple[Mapping[str, Any], Offer]:
    """What a file says, as it can be sent again, and what it is."""
    name = file_name(sent.filename or "")
    content = sent.file.read(MAX_BYTES + 1)
    try:
        read_policy(content, name)
    except PolicyError as error:
        return {"file": name}, Offer(None, error.problems, None, ())
    payload = {"text": content.decode("utf-8-sig").replace("\r\n", "\n"), "file": name}
    return payload, here.store.look_at_policy(payload)


def file_name(sent: str) -> str:
    """The name of an uploaded file without its path, as problems and decisions cite it."""
    name = sent.replace("\\", "/").rpartition("/")[2].strip()[:LONGEST_FILE_NAME]
    return name if name.isprintable() and name else UNNAMED


def packaged(say: Words) -> tuple[tuple[str, str], ...]:
    """The policies that come with Andante, by their titles."""
    return tuple(
        (name, say.pick(policy.title, policy.title_zh))
        for name in library_names()
        for policy in [load_policy(name)]
    )


def _page(
    request: Request,
    here: Site,
    access: Somebody,
    problems: Sequence[Problem] = (),
    payload: Mapping[str, Any] | None = None,
    offer: Offer | None = None,
    starts: str = "",
    done: bool = False,
) -> Response:
    require_role(access, Role.ADMINISTRATOR)
    say, sent = words_of(request), payload or {}
    faults = () if offer is None else tuple(_fault(say, each) for each in offer.problems)
    view = PoliciesPage(
        tuple(_row(say, each) for each in here.store.policies()),
        packaged(say),
        str(sent.get("policy", "")),
        None if offer is None or offer.policy is None else _looked(here, say, offer, offer.policy, sent),
        faults,
        str(sent.get("file") or sent.get("policy", "")),
        starts,
        done,
    )
    status = 422 if problems or faults else 200
    return page(request, "policies.html", view, say("policies.title"), problems=problems, status=status)


def _row(say: Words, each: Adopted) -> AdoptedRow:
    if each.in_force:
        state = Mark(say("policy.in_force"), "good")
    elif each.to_come:
        state = Mark(say("policy.to_come"), "open")
    else:
        state = Mark(say("policy.earlier"), "")
    starts = say("policies.from", day=say.day(each.starts))
    if each.ends is not None:
        starts = say("policies.from_until", first=say.day(each.starts), after=say.day(each.ends))
    return AdoptedRow(
        say.pick(each.title, each.title_zh),
        each.name,
        each.hash[:HASH_SHOWN],
        say.or_else(f"jurisdiction.{each.jurisdiction}", each.jurisdiction),
        state,
        starts,
        say.moment(each.adopted),
        each.log_number,
    )


def _looked(here: Site, say: Words, offer: Offer, policy: Policy, sent: Mapping[str, Any]) -> Looked:
    if offer.against is None:
        sentence = say("policies.first_of_name", name=policy.name)
    elif offer.against == policy.hash:
        sentence = say("policies.the_same")
    elif not offer.differences:
        sentence = say("policies.no_difference", digest=offer.against[:HASH_SHOWN])
    else:
        sentence = say(
            "policies.differences", count=len(offer.differences), digest=offer.against[:HASH_SHOWN]
        )
    rules = sum(len(found) for found in policy.rules.values())
    facts = (
        (say("policies.name"), policy.name),
        (say("policies.hash"), policy.hash),
        (
            say("fact.jurisdiction"),
            say.or_else(f"jurisdiction.{policy.jurisdiction}", policy.jurisdiction),
        ),
        (
            say("policies.holds"),
            say("policies.holds_words", rules=rules, conditions=len(policy.conditions)),
        ),
    )
    return Looked(
        say.pick(policy.title, policy.title_zh),
        facts,
        sentence,
        tuple(_difference(say, each) for each in offer.differences),
        str(sent.get("policy", "")),
        str(sent.get("text", "")),
        str(sent.get("file", "")),
        _first_day(here, policy),
    )


def _first_day(here: Site, policy: Policy) -> str:
    """Today where the policy holds; empty where there is no calendar for it, which adopting then says."""
    try:
        return today(here, policy.jurisdiction).isoformat()
    except AndanteError:
        return ""


def _difference(say: Words, each: Difference) -> DifferenceRow:
    section, _, name = each.path.partition(".")
    part = section if name else "words"
    place = "" if each.where.line is None else say("policies.line", line=each.where.line)
    return DifferenceRow(
        say(f"policies.part.{part}"),
        name or section,
        place,
        each.before if each.before is not None else say("policies.not_there"),
        each.after if each.after is not None else say("policies.not_there"),
    )


def _fault(say: Words, problem: Problem) -> Fault:
    where = problem.where
    place = "" if where.line is None else say("policies.line", line=where.line)
    return Fault(place, where.field or "", told(say, problem))
