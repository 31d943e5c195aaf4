"""People: the first administrator, invitations, roles and the rule of two, erasing; on a real database."""

from __future__ import annotations

import json
import threading
import traceback
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from people_sample import (
    ADDRESS,
    OTHER_PASSWORD,
    PASSWORD,
    START,
    FakeClock,
    Log,
    Office,
    dump,
    migrated,
)
from sqlalchemy import Engine, insert, select

from andante.errors import AccessError, AndanteError, RegisterError, SignInError
from andante.register.commitment import commit, opens
from andante.register.engine import writing
from andante.register.leaf import Leaf, log_time
from andante.register.one_time_links import LIFE, Purpose
from andante.register.people import People
from andante.register.people_events import who
from andante.register.states import Role
from andante.register.tables_people import PEOPLE_EVENTS, PERSONS

if TYPE_CHECKING:
    pass


# The first administrator


def test_the_first_link_makes_one_administrator_and_no_second(engine: Engine) -> None:
    office = Office(engine)
    assert office.admin.person.roles == {Role.ADMINISTRATOR}
    assert office.people.first_link() is None


def test_a_newer_first_link_withdraws_the_older(engine: Engine) -> None:
    clock, log = FakeClock(), Log()
    people = People(engine, clock, log.append)
    old, new = people.first_link(), people.first_link()
    assert old is not None
    assert new is not None
    with pytest.raises(SignInError, match="newer"):
        people.begin_as_administrator(old.clear, "Ada", "ada@office.example", PASSWORD)
    clock.move(LIFE[Purpose.FIRST_ADMINISTRATOR])
    with pytest.raises(SignInError, match="expired"):
        people.begin_as_administrator(new.clear, "Ada", "ada@office.example", PASSWORD)


def test_a_link_is_used_once_even_at_once(office: Office) -> None:
    invited = office.people.add(office.admin, "Bo", "bo@office.example", ["filer"])
    results: list[str] = []

    def follow() -> None:
        try:
            office.people.accept_link(invited.link.clear, PASSWORD)
            results.append("in")
        except SignInError as error:
            results.append(str(error))

    threads = [threading.Thread(target=follow) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results.count("in") == 1
    assert sum("used before" in each for each in results) == 3
    with pytest.raises(SignInError, match="used before"):
        office.people.accept_link(invited.link.clear, OTHER_PASSWORD)


# Who may


def test_only_administrators_administer(office: Office) -> None:
    filer = office.hire("Bo", "filer").access
    attempts = [
        lambda: office.people.add(filer, "Cy", "cy@office.example", []),
        lambda: office.people.give_role(filer, filer.person.id, "approver"),
        lambda: office.people.take_role(filer, office.admin.person.id, "administrator"),
        lambda: office.people.deactivate(filer, office.admin.person.id),
        lambda: office.people.erase(filer, office.admin.person.id),
        lambda: office.people.invite_again(filer, office.admin.person.id),
        lambda: office.people.add_organisation(filer, "Mill"),
        lambda: office.people.persons(filer),
        lambda: office.people.events(filer),
        lambda: office.people.tokens(filer, office.admin.person.id),
        lambda: office.people.confirm(filer, "x"),
        lambda: office.people.change_details(filer, office.admin.person.id, "X", "x@y.example", "en"),
    ]
    before = dump(office.engine)
    for attempt in attempts:
        with pytest.raises(AccessError):
            attempt()
    assert dump(office.engine) == before


def test_a_stale_access_is_worth_what_the_database_says(office: Office) -> None:
    second = office.hire("Bo", "administrator").access
    office.people.take_role(office.admin, second.person.id, "administrator")
    with pytest.raises(AccessError):
        office.people.add(second, "Cy", "cy@office.example", [])


# The rule of two


@pytest.mark.parametrize("role", ["reviewer", "approver"])
def test_an_administrator_needs_a_second_one_for_a_deciding_role(office: Office, role: str) -> None:
    ada = office.admin.person.id
    request = office.people.give_role(office.admin, ada, role)
    assert request is not None
    assert office.people.person(ada).roles == {Role.ADMINISTRATOR}
    with pytest.raises(AccessError, match="Another person"):
        office.people.confirm(office.admin, request.id)
    assert office.people.give_role(office.admin, ada, role) == request  # asking twice opens no second one

    second = office.hire("Bo", "administrator").access
    office.people.confirm(second, request.id)
    assert office.people.person(ada).roles == {Role(role)}  # who decides administers no longer
    given = office.people.events(second, ada)[-1]
    assert (given.kind, given.person, given.by, given.second) == (
        "people.role_given",
        ada,
        ada,
        second.person.id,
    )
    with pytest.raises(RegisterError, match="not open"):
        office.people.confirm(second, request.id)


def test_other_roles_need_no_second_and_others_can_be_appointed(office: Office) -> None:
    assert office.people.give_role(office.admin, office.admin.person.id, "filer") is None
    bo = office.hire("Bo").access.person.id
    assert office.people.give_role(office.admin, bo, "approver") is None
    assert office.people.person(bo).roles == {Role.APPROVER}


def test_roles_that_clash_are_nobodys(office: Office) -> None:
    bo = office.hire("Bo", "reviewer", "filer").access.person.id
    for role in ("administrator", "auditor"):
        with pytest.raises(AccessError, match="cannot be one person's"):
            office.people.give_role(office.admin, bo, role)
    with pytest.raises(AccessError, match="cannot be one person's"):
        office.people.give_role(office.admin, office.admin.person.id, "auditor")
    for roles in (["administrator", "approver"], ["auditor", "filer"]):
        with pytest.raises(AccessError, match="cannot be one person's"):
            office.people.add(office.admin, "Cy", "cy@office.example", roles)
    assert office.people.person(bo).roles == {Role.REVIEWER, Role.FILER}


def test_a_request_expires_can_be_refused_and_ends_with_its_asker(office: Office) -> None:
    ada = office.admin.person.id
    bo = office.hire("Bo", "administrator")
    request = office.people.give_role(office.admin, ada, "approver")
    assert request is not None
    office.clock.move(timedelta(days=7))
    with pytest.raises(RegisterError, match="not open"):
        office.people.confirm(office.again(bo), request.id)
    request = office.people.give_role(office.admin, ada, "approver")
    assert request is not None
    office.people.refuse(office.again(bo), request.id)
    assert office.people.role_requests() == ()
    request = office.people.give_role(office.admin, ada, "approver")
    assert request is not None
    office.people.take_role(office.again(bo), ada, "administrator")
    with pytest.raises(AccessError, match="no longer"):
        office.people.confirm(office.again(bo), request.id)
    assert Role.APPROVER not in office.people.person(ada).roles


def test_the_last_administrator_stays(office: Office) -> None:
    ada = office.admin.person.id
    for attempt in (
        lambda: office.people.take_role(office.admin, ada, "administrator"),
        lambda: office.people.deactivate(office.admin, ada),
        lambda: office.people.erase(office.admin, ada),
    ):
        with pytest.raises(AccessError, match="last administrator"):
            attempt()
    # somebody invited who has never signed in could not administer anything
    invited = office.people.add(office.admin, "Bo", "bo@office.example", ["administrator"])
    with pytest.raises(AccessError, match="last administrator"):
        office.people.take_role(office.admin, ada, "administrator")
    office.people.accept_link(invited.link.clear, PASSWORD)
    office.people.take_role(office.admin, ada, "administrator")


def test_two_administrators_cannot_remove_each_other_at_once(office: Office) -> None:
    ada, bo = office.admin, office.hire("Bo", "administrator").access
    barrier, refused = threading.Barrier(2), []

    def remove(by: object, whom: str) -> None:
        barrier.wait()
        try:
            office.people.take_role(by, whom, "administrator")  # type: ignore[arg-type]
        except AndanteError as error:
            refused.append(error)

    threads = [
        threading.Thread(target=remove, args=(ada, bo.person.id)),
        threading.Thread(target=remove, args=(bo, ada.person.id)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    left = [each for each in (ada, bo) if Role.ADMINISTRATOR in office.people.person(each.person.id).roles]
    assert len(left) == 1
    assert len(refused) == 1


# Details and erasing


def test_every_problem_of_new_details_is_said_at_once(office: Office) -> None:
    with pytest.raises(RegisterError) as caught:
        office.people.add(office.admin, " ", "nobody", [], language="tlh")
    assert [problem.where.field for problem in caught.value.problems] == ["name", "e_mail", "language"]
    with pytest.raises(RegisterError, match="no role"):
        office.people.add(office.admin, "Bo", "bo@office.example", ["emperor"])
    with pytest.raises(RegisterError, match="organisation"):
        office.people.add(office.admin, "Bo", "bo@office.example", [], "nowhere")


def test_an_e_mail_belongs_to_one_person_in_any_spelling(office: Office) -> None:
    office.hire("Bo")
    for spelling in ("BO@office.example", " bo@OFFICE.example ", "ｂｏ@office.example"):
        with pytest.raises(RegisterError, match="e-mail"):
            office.people.add(office.admin, "Bo", spelling, [])


def test_erasing_leaves_the_id_and_the_log_and_no_trace_of_the_person(office: Office) -> None:
    canary = "Zebedee"
    gone = office.hire(canary, "filer")
    person = gone.access.person.id
    office.people.change_details(gone.access, person, f"{canary} Canary", "zebedee@canary.example", "zh")
    made = office.people.make_token(gone.access, "uploader", ["file"])
    entries = list(office.log.events)
    opened = [each for each in office.people.events(office.admin, person) if each.details]
    assert len(opened) == 2
    assert canary.casefold() in dump(office.engine).casefold()

    office.people.erase(office.admin, person)
    left = dump(office.engine)
    assert canary.casefold() not in left.casefold()
    assert "canary.example" not in left
    assert office.log.events[: len(entries)] == entries
    assert office.people.person(person).name == ""
    assert all(each.details is None for each in office.people.events(office.admin, person))
    for attempt in (
        lambda: office.people.resume(gone.session.clear),
        lambda: office.people.with_token(made.secret.clear),
        lambda: office.people.sign_in("zebedee@canary.example", PASSWORD, ADDRESS),
    ):
        with pytest.raises(SignInError):
            attempt()
    with pytest.raises(RegisterError):
        office.people.activate(office.admin, person)
    office.people.add(office.admin, "Another", "zebedee@canary.example", [])  # the address is free again


def test_what_was_erased_is_not_in_the_file_either(tmp_path: Path) -> None:
    engine = migrated(tmp_path / "register.db")
    office = Office(engine)
    gone = office.hire("Zebedee", "filer").access.person.id
    files = [tmp_path / "register.db", tmp_path / "register.db-wal"]
    assert b"Zebedee" in b"".join(path.read_bytes() for path in files)
    office.people.erase(office.admin, gone)
    assert b"zebedee" not in b"".join(path.read_bytes() for path in files if path.exists()).lower()
    engine.dispose()


def test_events_fit_the_log_and_open_with_what_is_kept(office: Office) -> None:
    organisation = office.people.add_organisation(office.admin, "Mill")
    bo = office.hire("Bo", "filer", organisation=organisation.id)
    assert bo.access.person.acts_for == {organisation.id}
    rows = {}
    with office.engine.connect() as connection:
        for row in connection.execute(select(PEOPLE_EVENTS)):
            rows[row.event] = row
    assert set(rows) == {event.event for event in office.log.events}
    for index, event in enumerate(office.log.events):
        row = rows[event.event]
        leaf = Leaf(index, event.event, event.kind, log_time(event.time), event.data, event.commitments)
        entry = leaf.encode()
        assert b"@" not in entry
        assert b"Mill" not in entry
        assert bo.access.person.id.encode() not in entry
        people = who(row.person, row.by, row.second)
        assert opens(event.commitments["people"], row.people_salt, people)
        if row.details is not None:
            assert opens(event.commitments["details"], row.details_salt, json.loads(row.details))
            assert commit(json.loads(row.details)).digest != event.commitments["details"]


def test_what_the_log_refuses_does_not_happen(engine: Engine) -> None:
    office = Office(engine)
    before = dump(engine)

    def refuse(*_: object) -> None:
        raise RegisterError([])

    office.people.append = refuse
    for attempt in (
        lambda: office.people.add(office.admin, "Bo", "bo@office.example", ["filer"]),
        lambda: office.people.give_role(office.admin, office.admin.person.id, "filer"),
        lambda: office.people.add_organisation(office.admin, "Mill"),
    ):
        with pytest.raises(RegisterError):
            attempt()
    assert dump(engine) == before


def test_deactivating_closes_every_way_in_and_activating_opens_it(office: Office) -> None:
    bo = office.hire("Bo", "filer")
    made = office.people.make_token(bo.access, "uploader", ["file"])
    again = office.people.invite_again(office.admin, bo.access.person.id)
    office.people.deactivate(office.admin, bo.access.person.id)
    for attempt in (
        lambda: office.people.resume(bo.session.clear),
        lambda: office.people.with_token(made.secret.clear),
        lambda: office.people.accept_link(again.clear, PASSWORD),
        lambda: office.people.make_token(bo.access, "more", ["read"]),
    ):
        with pytest.raises(SignInError):
            attempt()
    with pytest.raises(SignInError, match="not active"):  # who knows the password may know why
        office.people.sign_in("bo@office.example", PASSWORD, ADDRESS)
    with pytest.raises(SignInError, match="do not fit"):
        office.people.sign_in("bo@office.example", OTHER_PASSWORD, ADDRESS)
    office.people.activate(office.admin, bo.access.person.id)
    with pytest.raises(SignInError):
        office.people.resume(bo.session.clear)  # what was closed stays closed
    with pytest.raises(SignInError, match="taken back"):
        office.people.accept_link(again.clear, PASSWORD)
    assert office.people.sign_in("bo@office.example", PASSWORD, ADDRESS).access.person.roles == {Role.FILER}


def test_links_that_somebody_made_end_with_their_account(office: Office) -> None:
    bo = office.hire("Bo", "administrator").access
    made = office.people.add(bo, "Cy", "cy@office.example", [])
    kept = office.people.add(office.admin, "Di", "di@office.example", [])
    office.people.deactivate(office.admin, bo.person.id)
    with pytest.raises(SignInError, match="taken back"):
        office.people.accept_link(made.link.clear, PASSWORD)
    office.people.accept_link(kept.link.clear, PASSWORD)


def test_an_error_of_the_database_repeats_no_data(office: Office) -> None:
    row = {"id": "p1", "name": "Canary", "active": None, "privileges": 0, "added_at": START}
    with pytest.raises(RegisterError) as caught, writing(office.engine) as connection:
        connection.execute(insert(PERSONS).values(**row))
    told = "".join(traceback.format_exception(caught.value))
    assert "The database refused." in told
    assert "Canary" not in told.replace('"Canary"', "")  # which is the line of this test


def test_times_are_kept_to_the_microsecond_in_utc(office: Office) -> None:
    with office.engine.connect() as connection:
        assert connection.execute(select(PERSONS.c.added_at)).scalars().all() == [START]
