"""Giving and taking roles as acts: who asks is checked, the change made, its event and entry written.

What takes one person and what takes two is `appointments.TABLE`. Every appointment is an entry of the log,
also the first ones, which one administrator makes alone; an entry with a request was confirmed by another.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Engine

from andante.errors import Problem, RegisterError
from andante.register import appointments
from andante.register.appointments import BY_ADMINISTRATOR, DECIDING, OFFICES, Effect, RoleRequest
from andante.register.engine import reading, writing
from andante.register.moments import Clock
from andante.register.people_events import Append, record
from andante.register.person import (
    Access,
    Person,
    all_persons,
    check_roles,
    find_person,
    require_administrator,
    require_confirmer,
    roles_of,
)
from andante.register.states import Role


class Appointing:
    """The acts by which roles are given and taken. `append` adds an event to the log, in one transaction."""

    def __init__(self, engine: Engine, clock: Clock, append: Append) -> None:
        self.engine = engine
        self.clock = clock
        self.append = append

    def give_role(self, by: Access, person: str, role: Role | str) -> RoleRequest | None:
        """Give a role. What another person has to confirm becomes a request, which is returned; else None.

        AccessError for a role that the person cannot have besides another.
        """
        (wanted,) = check_roles([role])
        with writing(self.engine) as connection:
            administrator, now = require_administrator(connection, by), self.clock()
            if not find_person(connection, person).active:
                raise RegisterError(Problem("This person is not active."))
            held = roles_of(connection, person)
            if wanted in held:
                raise RegisterError(Problem(f"This person is {wanted} already."))
            if not _gives_up(administrator, person, wanted):
                appointments.refuse_clash(held | {wanted})
            if appointments.effect_of(connection, administrator, person, wanted) is Effect.CONFIRMED:
                return self.ask(connection, administrator, person, wanted, now)
            appointments.add_role(connection, person, wanted, BY_ADMINISTRATOR, now, administrator)
            data = {"role": wanted.value}
            record(connection, self.append, now, "role_given", person, administrator, data=data)
        return None

    def ask(
        self, connection: Connection, administrator: str, person: str, role: Role, now: datetime
    ) -> RoleRequest:
        """A request, with its event where it is new, within a transaction that writes."""
        known = {each.id for each in appointments.open_requests(connection, now)}
        request = appointments.ask_for_role(connection, administrator, person, role, now)
        if request.id not in known:
            data = {"role": role.value, "request": request.id}
            record(connection, self.append, now, "role_asked", person, administrator, data=data)
        return request

    def confirm(self, by: Access, request_id: str) -> Person:
        """Confirm, as another administrator or approver, what an administrator asked for. Both are recorded.

        An administrator who decides from now on no longer administers.
        """
        with writing(self.engine) as connection:
            second, now = require_confirmer(connection, by), self.clock()
            request = appointments.answer_request(connection, request_id, second, True, now)
            first, person, role = request.asked_by, request.person, request.role
            if not find_person(connection, person).active:
                raise RegisterError(Problem("This person is not active."))
            data: dict[str, object] = {"role": role.value, "request": request.id}
            if _gives_up(first, person, role):
                appointments.remove_role(connection, person, Role.ADMINISTRATOR)
                data["given_up"] = [Role.ADMINISTRATOR.value]
            appointments.refuse_clash(roles_of(connection, person) | {role})
            if not appointments.add_role(connection, person, role, BY_ADMINISTRATOR, now, first, second):
                raise RegisterError(Problem(f"This person is {role} already."))
            record(connection, self.append, now, "role_given", person, first, second, data)
            return find_person(connection, person)

    def refuse(self, by: Access, request_id: str) -> None:
        """Do not confirm; or take one's own request back."""
        with writing(self.engine) as connection:
            second, now = require_confirmer(connection, by), self.clock()
            request = appointments.answer_request(connection, request_id, second, False, now)
            data = {"role": request.role.value, "request": request.id}
            first, person = request.asked_by, request.person
            record(connection, self.append, now, "role_refused", person, first, second, data)

    def role_requests(self) -> tuple[RoleRequest, ...]:
        """What waits for another person."""
        with reading(self.engine) as connection:
            return appointments.open_requests(connection, self.clock())

    def in_office(self, by: Access) -> tuple[Person, ...]:
        """Those who decide or administer, for those who confirm appointments."""
        with reading(self.engine) as connection:
            require_confirmer(connection, by)
            people = all_persons(connection)
        return tuple(each for each in people if each.active and each.roles & OFFICES)

    def take_role(self, by: Access, person: str, role: Role | str) -> None:
        """Take a role away. AccessError for the last administrator's."""
        (wanted,) = check_roles([role])
        with writing(self.engine) as connection:
            administrator, now = require_administrator(connection, by), self.clock()
            if not appointments.remove_role(connection, person, wanted):
                raise RegisterError(Problem(f"This person is not {wanted}."))
            data = {"role": wanted.value}
            record(connection, self.append, now, "role_taken", person, administrator, data=data)


def _gives_up(administrator: str, person: str, role: Role) -> bool:
    """Whether somebody wants to decide instead of administering: they cannot do both."""
    return administrator == person and role in DECIDING
