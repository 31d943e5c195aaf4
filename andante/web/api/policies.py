"""Policies of the register, what they came to, and the days on which conditions are due."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from andante.register.quarters import parse_quarter
from andante.web.access import Somebody, reader_of
from andante.web.api.filings import act
from andante.web.api.models import IdempotencyKey, PolicySent, ReceiptGiven, refusals
from andante.web.api.plain import as_json
from andante.web.errors import RequestError
from andante.web.security import OPEN_DATA
from andante.web.site import Here

router = APIRouter(tags=["policies"])
LONGEST_CALENDAR = timedelta(days=366)


@router.get("/policies", responses=refusals())
def list_policies(site: Here, response: Response) -> dict[str, Any]:
    """Every policy that was adopted, with its first day; those in force are for filings that begin now."""
    response.headers.update(OPEN_DATA)
    return {"policies": as_json(site.store.policies())}


@router.post(
    "/policies",
    status_code=201,
    response_model=ReceiptGiven,
    responses=refusals(400, 401, 403, 404, 409, 413, 422),
)
def adopt_policy(site: Here, access: Somebody, sent: PolicySent, key: IdempotencyKey) -> Any:
    """Put a policy in force for filings that begin from a day on, in the place of one of the same name."""
    return act(site, access, "adopt_policy", None, sent.payload(), key)


@router.get("/policies/{name}/workforce", responses=refusals(404, 409, 422))
def policy_sums(
    site: Here,
    response: Response,
    name: Annotated[str, Path(max_length=64)],
    through: Annotated[str, Query(pattern=r"^\d{4}-Q[1-4]$", description="The last quarter that counts.")],
) -> dict[str, Any]:
    """Predicted against actual workforce figures, summed over the uses decided under a policy."""
    response.headers.update(OPEN_DATA)
    sums = site.store.policy_sums(name, parse_quarter(through))
    return {"policy": name, "through": through, "figures": as_json(sums)}


@router.get("/models/out-of-force", responses=refusals())
def out_of_force(site: Here, response: Response) -> dict[str, Any]:
    """Every use on the register whose model was suspended or withdrawn, was replaced, or has lapsed."""
    response.headers.update(OPEN_DATA)
    return {"uses": as_json(site.store.out_of_force())}


@router.get("/calendar", responses=refusals(401, 403, 422))
def calendar(
    site: Here,
    access: Somebody,
    first: Annotated[date, Query(description="First day.")],
    last: Annotated[date, Query(description="Last day, within a year of the first.")],
) -> dict[str, Any]:
    """When conditions are due, and what was found on days that are over: one's own, or all for officials."""
    if not timedelta(0) <= last - first <= LONGEST_CALENDAR:
        raise RequestError("request-unusable", 422, "The days are not in order, or more than a year apart.")
    return {"days": as_json(site.store.calendar(first, last, reader_of(access).person))}
