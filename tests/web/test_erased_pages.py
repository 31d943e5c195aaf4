"""An entry that was erased keeps its pages: what stays is said, and nothing faults."""

from __future__ import annotations

import pytest
from filed import MODEL, Register, key
from test_office_pages import Browser

WORDS = "Writes and sums up text that nobody shall read any more"


def erased_entry(register: Register) -> str:
    number: str = register.file({**MODEL, "purpose": WORDS})["number"]
    register.decide(number)
    register.act("filer", number, "deregister", reason="It was never begun.")
    with register.as_("administrator") as client:
        answer = client.post(f"/api/v1/filings/{number}/erase", json={"reason": "asked for"}, headers=key())
    assert answer.status_code == 200, answer.text
    return number


@pytest.fixture(scope="module")
def number(register: Register) -> str:
    return erased_entry(register)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "address",
    ["/register/{}", "/register/{}/versions", "/register/{}/proof", "/register/{}/error", "/workers/{}"],
)
def test_public_pages_of_an_erased_entry(
    register: Register, number: str, address: str, language: str
) -> None:
    with Browser(register, "reviewer", language) as browser:
        answer = browser.client.get(address.format(number))
    assert answer.status_code == 200
    assert number in answer.text
    assert WORDS not in answer.text


def test_what_stays_is_said(register: Register, number: str) -> None:
    with Browser(register, "reviewer") as browser:
        for address in (f"/register/{number}", f"/workers/{number}"):
            text = browser.get(address)
            for said in ("was erased by an administrator", "Approved", "Deregistered", "Model filing"):
                assert said in text


@pytest.mark.parametrize("who", ["filer", "reviewer", "approver", "auditor"])
def test_the_case_of_an_erased_entry(register: Register, number: str, who: str) -> None:
    with Browser(register, who) as browser:
        assert browser.client.get(f"/cases/{number}").status_code == 200
