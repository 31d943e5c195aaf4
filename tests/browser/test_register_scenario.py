"""The register as a new user meets it: `andante serve` in a real Chromium, from the first link to the proof.

File the three worked assessments, review and decide them as two people, publish, breach a condition, see it
found, export the log, change the database by hand, and let the verifier name the entry.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))
from running_service import start
from test_register_pages import pages

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "several words on a walk"
EXAMPLES = ("customer-service", "coding-assistant", "copywriting")
NOTICE = "Tell the staff or the union thirty days ahead"
MODEL = {
    "Provider": "Example Models (made up)",
    "Purpose": "Writes and sums up text for offices.",
    "Version": "3",
    "Corpus pass rate, by hand (per cent)": "99",
    "Corpus pass rate, by machine (per cent)": "99.5",
    "Test bank (questions)": "2500",
    "Content pass rate (per cent)": "97",
    "Refusal bank (questions)": "600",
    "Refusal rate (per cent)": "98",
    "Non-refusal bank (questions)": "600",
    "Over-refusal rate (per cent)": "2",
    "Keyword library (keywords)": "12000",
}
YES_OR_NO = {
    "Training data statement": "yes",
    "Offered to the public": "no",
    "Incident contact": "yes",
    "Evaluation at work": "yes",
}


class Desk:
    """Somebody at a browser of their own."""

    def __init__(self, browser: Any, address: str) -> None:
        self.context = browser.new_context(base_url=address, locale="en-GB")
        self.page = self.context.new_page()

    def go(self, path: str) -> None:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"

    def press(self, name: str, **exactly: Any) -> None:
        self.page.locator("main").get_by_role("button", name=name, **exactly).first.click()
        self.page.wait_for_load_state()

    def words(self) -> str:
        found: str = self.page.locator("main").inner_text()
        return found.replace("\u00a0", " ")

    def fill(self, **named: str) -> None:
        for name, value in named.items():
            self.page.locator(f"[name={name}]").first.fill(value)

    def choose_password(self, link: str) -> None:
        self.go(link)
        self.fill(password=PASSWORD, again=PASSWORD)
        self.press("Begin")

    def sign_in(self, e_mail: str) -> None:
        self.go("/sign-in")
        self.fill(e_mail=e_mail, password=PASSWORD)
        self.press("Sign in")
        assert self.page.locator("header .who").inner_text() != "Sign in"

    def do(self, number: str, action: str, **given: str) -> None:
        """One action on the page of a case."""
        self.go(f"/cases/{number}")
        form = self.page.locator(f"form[action$='/do/{action}']")
        if form.locator("xpath=ancestor::details").count():
            form.locator("xpath=ancestor::details/summary").click()
        for name, value in given.items():
            form.locator(f"[name={name}]").fill(value)
        form.locator("button").click()
        self.page.wait_for_load_state()
        assert f"done={action}" in self.page.url, self.words()


def set_up(browser: Any, address: str, link: str) -> dict[str, Desk]:
    """The first administrator follows the printed link, names an organisation and invites people."""
    first = Desk(browser, address)
    first.go(link)
    first.fill(name="Administrator", e_mail="admin@register.example")
    first.fill(password=PASSWORD, again=PASSWORD)
    first.press("Begin")
    assert "Controlled innovation" in first.words()
    first.fill(organisation_name="Example Insurance (made up)")
    first.press("Add")
    people = {"administrator": first}
    for who in ("filer", "reviewer", "approver"):
        first.fill(name=who.title(), e_mail=f"{who}@register.example")
        if who == "filer":
            first.page.get_by_label("Organisation", exact=True).select_option(
                label="Example Insurance (made up)"
            )
        first.page.get_by_label(who, exact=True).check()
        first.press("Invite")
        invitation = first.page.locator("pre.command").inner_text().strip()
        people[who] = Desk(browser, address)
        people[who].choose_password(invitation)
        first.go("/administration")
    return people


def file_model(filer: Desk) -> str:
    """A model by the form; returns its number."""
    filer.go("/filings/form/model")
    for label, value in MODEL.items():
        filer.page.get_by_label(label, exact=True).fill(value)
    for label, answer in YES_OR_NO.items():
        filer.page.get_by_label(label, exact=True).select_option(label=answer)
    filer.press("Keep as a draft")
    assert "Not sent" in filer.words()
    assert "Nothing is missing." in filer.words()
    return submit(filer)


def submit(filer: Desk) -> str:
    number: str = filer.page.url.split("/cases/")[1].split("?")[0]
    filer.do(number, "submit")
    said = filer.words()
    assert f"Your filing has the number {number}. Next it is checked for completeness, by" in said
    assert "A copy to keep" in said
    return number


def file_assessment(filer: Desk, packed: Path, model: str, start_on: str) -> str:
    """What `andante assess` wrote, sent in as a ZIP."""
    filer.go("/filings/new")
    filer.page.get_by_label("File", exact=True).set_input_files(packed)
    filer.page.get_by_label("The approved model behind it").select_option(value=model)
    filer.page.get_by_label("Planned start").fill(start_on)
    filer.press("Read the file and keep it as a draft")
    assert "Not sent" in filer.words()
    return submit(filer)


def review(people: dict[str, Desk], number: str, outcome: str, heard: bool) -> None:
    """A reviewer checks, hears and proposes; another person decides."""
    reviewer, approver = people["reviewer"], people["approver"]
    reviewer.go("/queue")
    assert number in reviewer.words()
    for action in ("take_up", "accept", "assess"):
        reviewer.do(number, action)
    if heard:
        reviewer.do(number, "open_consultation")
        reviewer.do(number, "record_consultation", statement="The staff committee was heard; it agrees.")
    reviewer.go(f"/cases/{number}/decision")
    assert reviewer.page.locator("section[aria-labelledby=proposed] .result").inner_text() == outcome
    assert "controlled-innovation.yaml:" in reviewer.words()
    reviewer.press("Propose a decision")
    reviewer.go(f"/cases/{number}/decision")
    assert "Another person has to take it" in reviewer.words()
    assert reviewer.page.get_by_role("button", name="Decide as proposed").count() == 0
    approver.go(f"/cases/{number}/decision")
    approver.press("Decide as proposed")
    assert "Done:" in approver.words(), approver.words()


def packed_assessment(name: str, folder: Path) -> Path:
    made = pages.assess(name, "en", folder)
    return Path(shutil.make_archive(str(folder / name), "zip", made))


def saved(desk: Desk, link: str, place: Path) -> Path:
    with desk.page.expect_download() as waiting:
        desk.page.get_by_role("link", name=link).click()
    waiting.value.save_as(place)
    return place


def exported(reviewer: Desk, place: Path) -> Path:
    """The log as the audit page gives it, unpacked."""
    reviewer.go("/audit")
    with zipfile.ZipFile(saved(reviewer, "Save the whole log (ZIP)", place.with_suffix(".zip"))) as archive:
        archive.extractall(place)
    return place / "log"


def verify(log: Path, checkpoint: Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "andante", "register", "verify", str(log), "--checkpoint", str(checkpoint)]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def tamper(database: Path) -> int:
    """Make a decision another one, by hand, as somebody with the whole database could; returns its entry."""
    with sqlite3.connect(database) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        rows = connection.execute("SELECT number, entry FROM log_entries ORDER BY number").fetchall()
        decided = [row for row in rows if b"case.decide" in row[1] and b'"approve_with_conditions"' in row[1]]
        number, entry = decided[0]
        forged = entry.replace(b'"approve_with_conditions"', b'"approve"')
        connection.execute("UPDATE log_entries SET entry = ? WHERE number = ?", (forged, number))
    connection.close()
    return int(number)


def test_from_the_first_link_to_a_forgery_that_is_named(browser: Any, tmp_path: Path) -> None:
    packed = {name: packed_assessment(name, tmp_path) for name in EXAMPLES}
    now = datetime.now(UTC)
    start_on = (now + timedelta(days=45)).date().isoformat()
    service = start(tmp_path)
    try:
        people = set_up(browser, service.address, service.link)
        filer, reviewer = people["filer"], people["reviewer"]
        model = file_model(filer)
        review(people, model, "Approved", heard=False)
        reviewer.do(model, "publish")
        numbers = {name: file_assessment(filer, place, model, start_on) for name, place in packed.items()}
        review(people, numbers["customer-service"], "Approved with conditions", heard=True)
        review(people, numbers["coding-assistant"], "Approved", heard=False)
        review(people, numbers["copywriting"], "Needs information", heard=True)
        for name in ("customer-service", "coding-assistant"):
            reviewer.do(numbers[name], "publish", start=start_on)
        use = numbers["customer-service"]
        anyone = Desk(browser, service.address)
        anyone.go("/register?q=客服")
        assert anyone.page.locator(".results h2").all_inner_texts() == ["Service desk assistant"]
        anyone.go(f"/register/{use}")
        assert NOTICE in anyone.words()
        assert "Condition breached" not in anyone.words()
        anyone.go("/audit")
        checkpoint = saved(anyone, "Save the checkpoint", tmp_path / "checkpoint")
        whole = verify(exported(reviewer, tmp_path / "first"), checkpoint)
        assert (whole.returncode, "Everything fits." in whole.stdout) == (0, True), whole.stderr
    finally:
        assert service.stop() == 0

    # Weeks pass in which the employer shows nothing: the notice was due thirty days before the start.
    folder = tmp_path / "andante-register"
    with pages.served(folder, now + timedelta(days=20)) as address:
        reviewer, anyone = Desk(browser, address), Desk(browser, address)
        reviewer.sign_in("reviewer@register.example")
        reviewer.go("/calendar")
        breaches = reviewer.page.locator("section[aria-labelledby=breaches]")
        assert NOTICE in breaches.inner_text()
        assert "no evidence came in time" in breaches.inner_text()
        reviewer.go("/queue")
        assert use in reviewer.page.locator("section[aria-labelledby=group-breached]").inner_text()
        anyone.go(f"/register/{use}")
        assert "Condition breached" in anyone.page.locator(".byline").inner_text()
        anyone.go(f"/workers/{use}")
        assert "At least one condition was not kept." in anyone.words()

    number = tamper(folder / "register.sqlite")
    with pages.served(folder, now + timedelta(days=20)) as address:
        reviewer = Desk(browser, address)
        reviewer.sign_in("reviewer@register.example")
        forged = verify(exported(reviewer, tmp_path / "second"), checkpoint)
    assert forged.returncode == 1
    assert f"entry {number}" in forged.stderr, forged.stderr
    assert "Everything fits." not in forged.stdout
