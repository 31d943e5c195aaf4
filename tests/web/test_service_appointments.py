"""An appointment through the pages of a running service: asked for by one person, confirmed by another."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from running_service import Member, Service, running, settle


@pytest.fixture(scope="module")
def members(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, dict[str, Member]]]:
    folder = tmp_path_factory.mktemp("appointments")
    people = settle(folder)
    with running(folder) as service:
        yield service, people


def as_somebody(service: Service, member: Member) -> httpx.Client:
    client = service.client()
    client.cookies["andante_session"] = member.session
    return client


def send(client: httpx.Client, page: str, to: str, **fields: str) -> httpx.Response:
    """What a form of a page sends."""
    token = re.search(r'name="form_token" value="([^"]+)"', client.get(page).text)
    assert token is not None
    return client.post(to, data={"form_token": token[1], **fields})


def test_an_appointment_waits_until_another_person_confirms_it(
    members: tuple[Service, dict[str, Member]],
) -> None:
    service, people = members
    administrator, approver, reviewer = (
        as_somebody(service, people[name]) for name in ("administrator", "approver", "reviewer")
    )
    invited = {"name": "New Person", "e_mail": "new@register.example", "roles": "reviewer"}
    page = send(administrator, "/administration", "/administration/people", **invited)
    assert "has to confirm: reviewer." in page.text
    waiting = administrator.get("/appointments").text
    (number,) = set(re.findall(r"/appointments/(\w+)/refuse", waiting))
    assert f"/appointments/{number}/confirm" not in waiting  # who asks is not offered to confirm
    path = f"/appointments/{number}/confirm"
    refused = send(administrator, "/appointments", path)
    assert (refused.status_code, "Another person has to confirm this." in refused.text) == (422, True)
    assert reviewer.get("/appointments").status_code == 403
    assert administrator.post(path).status_code == 403  # from no page of ours
    assert "New Person (new@register.example)" in approver.get("/appointments").text
    assert send(approver, "/appointments", path).status_code == 303
    assert number not in approver.get("/appointments").text
    with service.client() as visitor:
        anyone = visitor.get("/audit?language=en").text
    assert "role given, confirmed by a second person: reviewer" in anyone
    assert "New Person" not in anyone
    for client in (administrator, approver, reviewer):
        client.close()
