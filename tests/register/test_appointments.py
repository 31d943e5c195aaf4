"""Who is appointed by one person, and who by two: every role and relation; everybody who may confirm."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from people_sample import PASSWORD, Office

from andante.errors import AccessError, MissingError, RegisterError
from andante.register.appointments import REQUEST_LIFE, TABLE, Effect, RoleRequest, Standing
from andante.register.people import Access
from andante.register.states import Role
from andante.register.tokens import Scope

if TYPE_CHECKING:
    pass

R, S = Role, Standing
ALONE_ENOUGH = {
    # Filers and auditors decide nothing: one administrator is enough.
    *itertools.product((R.FILER, R.AUDITOR), (True, False), S),
    # The first of a register, and the first after everybody else has gone: there is nobody to ask.
    *itertools.product((R.REVIEWER, R.APPROVER), (False,), (S.NEW, S.ALONE)),
    *itertools.product((R.ADMINISTRATOR,), (True, False), (S.NEW, S.ALONE)),
}


def settled(office: Office) -> tuple[Access, Access]:
    """A reviewer and an approver, the first two: set up by one administrator, as after the first start."""
    return office.hire("Rae", "reviewer").access, office.hire("Abe", "approver").access


def asked(office: Office, person: str, role: str) -> RoleRequest:
    request = office.people.give_role(office.admin, person, role)
    assert request is not None
    return request


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("oneself", [True, False])
@pytest.mark.parametrize("standing", Standing)
def test_the_table_says_what_one_person_may_do(role: Role, oneself: bool, standing: Standing) -> None:
    alone = (role, oneself, standing) in ALONE_ENOUGH
    assert TABLE[role, oneself, standing] is (Effect.AT_ONCE if alone else Effect.CONFIRMED)


@pytest.mark.parametrize("role", Role)
def test_each_role_takes_as_many_persons_as_the_table_says(office: Office, role: Role) -> None:
    new = office.hire("New").access.person.id
    assert office.people.give_role(office.admin, new, role) is None  # nobody is in office yet
    office.people.take_role(office.admin, new, role)
    office.people.give_role(office.admin, new, "approver")
    office.hire("Rae", "reviewer")
    later = office.hire("Later").access.person.id
    request = office.people.give_role(office.admin, later, role)
    one_is_enough = role in (Role.FILER, Role.AUDITOR)
    assert (request is None) == one_is_enough
    assert office.people.person(later).roles == ({role} if one_is_enough else set())
    assert office.people.role_requests() == (() if request is None else (request,))


def test_one_administrator_sets_up_a_register_and_no_more(office: Office) -> None:
    settled(office)
    third = office.people.add(office.admin, "Sham", "sham@office.example", ["reviewer", "filer"])
    assert third.person.roles == {Role.FILER}
    assert [each.role for each in third.waiting] == [Role.REVIEWER]
    office.people.accept_link(third.link.clear, PASSWORD)  # the invitation holds; the office waits
    assert office.people.person(third.person.id).roles == {Role.FILER}
    fourth = office.people.add(office.admin, "Ed", "ed@office.example", ["administrator"])
    assert fourth.person.roles == set()  # nor does an administrator make up a second one
    assert office.log.kinds()[-2:] == ["people.added", "people.role_asked"]


def test_taking_a_role_away_frees_nothing(office: Office) -> None:
    reviewer, approver = settled(office)
    office.people.take_role(office.admin, reviewer.person.id, "reviewer")
    sham = office.hire("Sham").access.person.id
    request = asked(office, sham, "reviewer")
    assert office.people.give_role(office.admin, sham, "reviewer") == request  # asking twice opens one
    assert office.log.kinds().count("people.role_asked") == 1
    office.people.confirm(approver, request.id)
    assert office.people.person(sham).roles == {Role.REVIEWER}
    last = office.people.events(office.admin, sham)[-1]
    assert (last.kind, last.by, last.second) == (
        "people.role_given",
        office.admin.person.id,
        approver.person.id,
    )
    assert last.data == {"request": request.id, "role": "reviewer"}


def test_where_nobody_is_left_to_ask_one_is_enough_and_the_log_shows_it(office: Office) -> None:
    reviewer, approver = settled(office)
    office.people.deactivate(office.admin, approver.person.id)
    new = office.hire("New").access.person.id
    assert office.people.give_role(office.admin, new, "approver") is None
    assert "request" not in office.log.events[-1].data
    assert office.people.person(reviewer.person.id).active  # a reviewer confirms nothing


def test_who_is_appointed_does_not_count_among_those_to_ask(office: Office) -> None:
    _, approver = settled(office)
    assert office.people.give_role(office.admin, approver.person.id, "reviewer") is None
    assert office.people.person(approver.person.id).roles == {Role.APPROVER, Role.REVIEWER}


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("asker", False),
        ("appointed", False),
        ("filer", False),
        ("reviewer", False),
        ("auditor", False),
        ("approver", True),
        ("other administrator", True),
        ("approver, closed", False),
        ("approver no longer", False),
        ("token to decide", True),
        ("token to read", False),
        ("administrator's token to read", False),
    ],
)
def test_who_confirms(office: Office, who: str, may: bool) -> None:
    other = office.hire("Bo", "administrator").access
    reviewer, approver = settled(office)
    filer, auditor = office.hire("Fay", "filer").access, office.hire("Al", "auditor").access
    appointed = office.hire("New", "filer").access
    request = asked(office, appointed.person.id, "approver")

    def token(owner: Access, scope: Scope) -> Access:
        return office.people.with_token(office.people.make_token(owner, "x", [scope]).secret.clear)

    by = {
        "asker": lambda: office.admin,
        "appointed": lambda: appointed,
        "filer": lambda: filer,
        "reviewer": lambda: reviewer,
        "auditor": lambda: auditor,
        "token to decide": lambda: token(approver, Scope.DECIDE),
        "token to read": lambda: token(approver, Scope.READ),
        "administrator's token to read": lambda: token(other, Scope.READ),
        "other administrator": lambda: other,
    }.get(who, lambda: approver)()
    if who == "approver, closed":
        office.people.deactivate(office.admin, approver.person.id)
    if who == "approver no longer":
        office.people.take_role(office.admin, approver.person.id, "approver")
    if may:
        office.people.confirm(by, request.id)
    else:
        with pytest.raises(AccessError):
            office.people.confirm(by, request.id)
    assert (Role.APPROVER in office.people.person(appointed.person.id).roles) == may
    assert (office.people.role_requests() == ()) == may


def test_nobody_confirms_their_own_appointment(office: Office) -> None:
    """An approver who is to be reviewer as well may confirm others, and not that."""
    office.hire("Bo", "administrator")
    _, approver = settled(office)
    request = asked(office, approver.person.id, "reviewer")
    with pytest.raises(AccessError, match="Another person"):
        office.people.confirm(approver, request.id)
    assert office.people.person(approver.person.id).roles == {Role.APPROVER}


def test_a_request_ends_with_its_day_its_asker_and_its_person(office: Office) -> None:
    other = office.hire("Bo", "administrator").access
    _, approver = settled(office)
    new = office.hire("New").access.person.id
    request = asked(office, new, "reviewer")
    office.clock.move(REQUEST_LIFE - timedelta(microseconds=1))
    assert office.people.role_requests() == (request,)
    office.clock.move(timedelta(microseconds=1))
    with pytest.raises(MissingError, match="not open"):
        office.people.confirm(approver, request.id)
    request = asked(office, new, "reviewer")
    office.people.deactivate(other, new)
    assert office.people.role_requests() == ()
    office.people.activate(other, new)
    request = asked(office, new, "reviewer")
    office.people.deactivate(other, office.admin.person.id)
    with pytest.raises(MissingError, match="not open"):
        office.people.confirm(approver, request.id)
    assert office.people.person(new).roles == set()


def test_an_approver_may_refuse_and_the_asker_take_back(office: Office) -> None:
    reviewer, approver = settled(office)
    new = office.hire("New").access.person.id
    office.people.refuse(approver, asked(office, new, "reviewer").id)
    office.people.refuse(office.admin, asked(office, new, "reviewer").id)
    assert office.log.kinds()[-4:] == ["people.role_asked", "people.role_refused"] * 2
    request = asked(office, new, "reviewer")
    with pytest.raises(AccessError):
        office.people.refuse(reviewer, request.id)
    assert office.people.person(new).roles == set()


def test_roles_that_clash_are_refused_when_asked_and_when_confirmed(office: Office) -> None:
    _, approver = settled(office)
    new = office.hire("New").access.person.id
    wants_both = [asked(office, new, role) for role in ("reviewer", "administrator")]
    office.people.confirm(approver, wants_both[0].id)
    with pytest.raises(AccessError, match="cannot be one person's"):
        office.people.confirm(approver, wants_both[1].id)
    with pytest.raises(AccessError, match="cannot be one person's"):
        office.people.give_role(office.admin, new, "auditor")
    with pytest.raises(RegisterError, match="already"):
        office.people.give_role(office.admin, new, "reviewer")
    assert office.people.person(new).roles == {Role.REVIEWER}


def test_only_those_who_confirm_see_who_is_in_office(office: Office) -> None:
    reviewer, approver = settled(office)
    office.hire("Fay", "filer")
    named = {each.name for each in office.people.in_office(approver)}
    assert named == {"Ada", "Rae", "Abe"}
    with pytest.raises(AccessError):
        office.people.in_office(reviewer)
