"""Actions that move no case through the workflow: adopting a policy, quarterly figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, insert, select, update

from andante.errors import MissingError, Problem, RegisterError, Where
from andante.policies.load import library_names, load_policy
from andante.policies.schema import Policy
from andante.register.calendars import calendar_for
from andante.register.case_rows import StoredCase, find_case
from andante.register.given import Reader, as_text
from andante.register.plain import to_text
from andante.register.policy_shelf import policy_document
from andante.register.predicted import WorkforceReport
from andante.register.quarters import parse_quarter
from andante.register.sentences import NEUTRAL
from andante.register.states import Role
from andante.register.steps import Acting, catch_up, next_step, register_step
from andante.register.store_act import Done
from andante.register.tables_duties import WORKFORCE_REPORTS
from andante.register.tables_filings import POLICIES
from andante.register.transaction import Happening
from andante.register.transitions import ON_THE_REGISTER


def adopt_policy(acting: Acting, payload: Mapping[str, Any]) -> int:
    """Put a policy in force for new filings, in the place of one of the same name; returns its log number.

    `policy` is the name of a packaged policy or a mapping in the form of a policy file.
    """
    if Role.ADMINISTRATOR not in acting.actor.roles:
        raise RegisterError(Problem("This is for administrators.", Where(field="adopt_policy")))
    policy = _policy(payload)
    calendar_for(policy.jurisdiction)  # without one no clock could run
    connection, time = acting.connection, acting.transaction.time
    kept = connection.execute(select(POLICIES.c.in_force).where(POLICIES.c.hash == policy.hash)).scalar()
    if kept:
        raise RegisterError(Problem(f"{policy.name} is in force already.", Where(field="policy")))
    connection.execute(update(POLICIES).where(POLICIES.c.name == policy.name).values(in_force=False))
    if kept is None:
        connection.execute(
            insert(POLICIES),
            {
                "hash": policy.hash,
                "name": policy.name,
                "jurisdiction": policy.jurisdiction,
                "title": policy.title,
                "title_zh": policy.title_zh,
                "document": policy_document(policy),
                "adopted": time,
                "in_force": True,
            },
        )
    else:
        connection.execute(update(POLICIES).where(POLICIES.c.hash == policy.hash).values(in_force=True))
    count = acting.transaction.next_number
    public = {"policy": policy.name, "policy_hash": policy.hash, "jurisdiction": policy.jurisdiction}
    what = Happening(
        f"policy/{policy.hash[:32]}/{count}",
        None,
        count,
        "adopt_policy",
        None,
        None,
        acting.actor.id,
        {},
        public,
    )
    return acting.transaction.happened(what)


def report_workforce(acting: Acting, number: str, payload: Mapping[str, Any]) -> Done:
    """Quarterly figures of a use that has started: `quarter` such as 2026-Q3, and `figures`."""
    stored = _own_on_register(acting, number, "report_workforce")
    reader = Reader(payload, frozenset({"quarter", "figures", "step"}))
    quarter = reader.take("quarter", lambda value: parse_quarter(as_text(value)), "a quarter: 2026-Q3")
    figures = reader.take("figures", lambda value: dict(value.items()), "a mapping of figures")
    reader.done()
    if quarter is None or not figures:
        raise RegisterError(Problem("The quarter or its figures are missing.", Where(field="figures")))
    case = stored.case
    if case.started is None:
        raise RegisterError(Problem("The start of use is not reported.", mend="Report the start first."))
    if quarter.end >= acting.today(stored) or quarter.end < case.started:
        raise RegisterError(
            Problem(
                f"{quarter} is not a quarter of use that is over.",
                Where(field="quarter"),
                f"Use began on {case.started.isoformat()}.",
            )
        )
    report = WorkforceReport(case.entry or "", quarter, figures, acting.now)
    where = (WORKFORCE_REPORTS.c.number == case.number) & (WORKFORCE_REPORTS.c.quarter == str(quarter))
    last = acting.connection.execute(select(func.max(WORKFORCE_REPORTS.c.revision)).where(where)).scalar()
    plain = {name: report.figures[name] for name in sorted(report.figures)}
    acting.connection.execute(
        insert(WORKFORCE_REPORTS),
        {
            "number": case.number,
            "quarter": str(quarter),
            "revision": (last or 0) + 1,
            "figures": to_text(plain),
            "received": acting.transaction.time,
        },
    )
    stored = next_step(stored)
    public = {"quarter": str(quarter), "figures": plain}
    log_number = register_step(acting, stored, "report_workforce", {}, public)
    return Done(stored, "report_workforce", log_number)


def _own_on_register(acting: Acting, number: str, action: str) -> StoredCase:
    """A case on the register that is the actor's own, brought up to date."""
    stored = find_case(acting.connection, number)
    if stored is not None:
        stored = catch_up(acting, stored)
    actor = acting.actor
    if stored is None or Role.FILER not in actor.roles or not stored.case.owned_by(actor):
        raise MissingError(Problem(NEUTRAL.en, Where(field=action)))
    if stored.case.state not in ON_THE_REGISTER:
        raise RegisterError(Problem("This entry is not in use.", Where(field=action)))
    return stored


def _policy(payload: Mapping[str, Any]) -> Policy:
    reader = Reader(payload, frozenset({"policy"}))
    reader.done()
    given = payload.get("policy")
    if isinstance(given, str) and "/" not in given and "\\" not in given and not given.endswith(".yaml"):
        if given in library_names():
            return load_policy(given)
    elif isinstance(given, Mapping):
        return load_policy(given)
    raise RegisterError(
        Problem(
            "This is neither the name of a packaged policy nor a policy.",
            Where(field="policy"),
            mend="Write its name, or send the whole of it.",
        )
    )
