"""Actions that move no case through the workflow: quarterly figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, insert, select

from andante.errors import MissingError, Problem, RegisterError, Where
from andante.register.case_rows import StoredCase, find_case
from andante.register.given import Reader, as_text
from andante.register.plain import to_text
from andante.register.predicted import WorkforceReport
from andante.register.quarters import parse_quarter
from andante.register.sentences import NEUTRAL
from andante.register.states import Role
from andante.register.steps import Acting, catch_up, next_step, register_step
from andante.register.store_act import Done
from andante.register.tables_duties import WORKFORCE_REPORTS
from andante.register.transitions import OFF_THE_REGISTER, ON_THE_REGISTER


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
    after = case.ended is not None and quarter.start > case.ended
    if quarter.end >= acting.today(stored) or quarter.end < case.started or after:
        raise RegisterError(
            Problem(
                f"{quarter} is not a quarter of use that is over.",
                Where(field="quarter"),
                f"Use began on {case.started.isoformat()}"
                + ("." if case.ended is None else f" and ended on {case.ended.isoformat()}."),
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
    left = stored.case.state in OFF_THE_REGISTER and stored.case.ended is not None
    if stored.case.state not in ON_THE_REGISTER and not left:
        raise RegisterError(Problem("This entry is not in use.", Where(field=action)))
    return stored
