"""The register as a new user meets it: `andante serve` in a real Chromium, from the first link to the proof.

File the three worked assessments, review and decide them as two people - one approved, one approved with
conditions, one sent back and rejected - publish, breach conditions, see it found, export the log, change the
database by hand, and let the verifier name the entry.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))
from running_service import start
from test_register_pages import pages

from andante.register.calendars import add_months

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "several words on a walk"
EXAMPLES = ("customer-service", "coding-assistant", "copywriting")
NOTICE = "Tell the staff or the union thirty days ahead"
RETRAIN = "Retrain before anyone is released"
REASSIGN = "Offer another post at a comparable wage"
PHASED = "Spread the start over six months"
PAYMENT = "payment of the difference until a reasonable offer is made"
UNAPPROVED = "The model behind this use has not been approved."
FIGURES = {"automated_work": "6", "assisted_work": "9.5", "released": "4", "reassigned": "1", "hired": "0"}
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
        self.address = address
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
            field = form.locator(f"[name={name}]")
            if field.evaluate("field => field.tagName") == "SELECT":
                options = field.locator("option").all_inner_texts()
                field.select_option(label=next(each for each in options if each.startswith(value)))
            else:
                field.fill(value)
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
    first.go("/administration/policies")
    assert "Controlled innovation" in first.words()
    first.go("/administration")
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


def file_model(filer: Desk, **other: str) -> str:
    """A model by the form; returns its number."""
    filer.go("/filings/form/model")
    for label, value in {**MODEL, **other}.items():
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


def review(people: dict[str, Desk], number: str, outcome: str, heard: str = "", why: str = "") -> None:
    """A reviewer checks, hears and proposes what the policy proposes; another person decides."""
    reviewer, approver = people["reviewer"], people["approver"]
    reviewer.go("/queue")
    assert number in reviewer.words()
    for action in ("take_up", "accept", "assess"):
        reviewer.do(number, action)
    if heard:
        reviewer.do(number, "open_consultation")
        reviewer.do(number, "record_consultation", statement=heard)
    reviewer.go(f"/cases/{number}/decision")
    assert reviewer.page.locator("section[aria-labelledby=proposed] .result").inner_text() == outcome
    assert "controlled-innovation.yaml:" in reviewer.words()
    assert why in reviewer.words()
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


def outcomes(log: Path) -> Counter[str]:
    """What was decided, as anyone can count it in the log."""
    entries = b"".join(
        place.read_bytes() for place in (log / "tile" / "entries").rglob("*") if place.is_file()
    )
    return Counter(re.findall(r'"action":"decide".*?"outcome":"(\w+)"', entries.decode("latin-1"), re.S))


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


def refuse_writing(people: dict[str, Desk], packed: Path, start_on: str) -> None:
    """The third case: nobody was heard, so it is sent back; then its model is stopped, and it is rejected."""
    filer, reviewer, approver = people["filer"], people["reviewer"], people["approver"]
    juniper = file_model(filer, Version="Juniper 2.1")
    review(people, juniper, "Approved")
    reviewer.do(juniper, "publish")
    writing = file_assessment(filer, packed, juniper, start_on)
    review(people, writing, "Needs information", "The office has no staff committee.", "Hear them and file")
    filer.go(f"/cases/{writing}")
    assert "Revise and resubmit" in filer.page.locator(".byline").inner_text()
    filer.go(f"/cases/{writing}/edit")
    filer.page.get_by_label("Consultation held", exact=True).select_option(label="yes")
    filer.press("Keep")
    approver.do(juniper, "suspend_at_once", reason="The provider withdrew the test evidence of version 2.1.")
    filer.do(writing, "resubmit")
    review(people, writing, "Rejected", "The writers were heard; they ask to keep first drafts.", UNAPPROVED)
    filer.go(f"/cases/{writing}")
    assert "Rejected" in filer.words()
    assert UNAPPROVED in filer.words(), filer.words()
    anyone = Desk(reviewer.context.browser, reviewer.address)
    answer = anyone.page.goto(f"/register/{writing}")
    assert answer is not None
    assert answer.status == 404  # what was refused is not on the public register, only in its log


def breach(browser: Any, folder: Path, use: str, start: date) -> datetime:
    """Months pass: one condition is forgotten, a figure that is reported does not keep another."""
    noon = datetime.combine(start, time_of_day(12), UTC)
    with pages.served(folder, noon) as address:
        filer, reviewer, anyone = (Desk(browser, address) for _ in range(3))
        filer.sign_in("filer@register.example")
        filer.do(use, "go_live", phase="pilot")
        three_months = datetime.combine(add_months(start, 3), time_of_day(12), UTC)
        pages.set_clock(folder, three_months)
        filer.sign_in("filer@register.example")
        quarter = f"{start.year}-Q{(start.month + 2) // 3}"
        figures = {f"figure_{name}": value for name, value in FIGURES.items()}
        filer.do(use, "report_workforce", quarter=quarter, **figures)
        anyone.go(f"/register/{use}")
        assert anyone.page.locator("main h2").first.inner_text() == "Predicted and actual"
        # The month that nobody reported was found when its day was over; the figure is said to fail at once.
        assert "Condition breached" in anyone.page.locator(".byline").inner_text()
        filer.do(use, "send_evidence", event=REASSIGN, value="20 %", note="One of five took another post.")
        failing = filer.page.locator(".box.stop", has_text=REASSIGN).inner_text().replace("\u00a0", " ")
        assert "20 %, does not keep the condition" in failing
        assert PAYMENT in failing
        next_day = three_months + timedelta(days=1)
        pages.set_clock(folder, next_day)
        reviewer.sign_in("reviewer@register.example")
        breaches = until(reviewer, "/calendar", REASSIGN)
        assert PHASED in breaches
        assert "no evidence came in time" in breaches
        assert "the figure does not meet the condition" in breaches
        reviewer.go("/queue")
        assert use in reviewer.page.locator("section[aria-labelledby=group-breached]").inner_text()
        anyone.go(f"/register/{use}")
        row = anyone.page.locator("section[aria-labelledby=conditions] tr", has_text=REASSIGN)
        assert PAYMENT in row.inner_text()
        anyone.go(f"/workers/{use}")
        assert "At least one condition was not kept." in anyone.words()
        suspend(browser, address, reviewer, use)
    return next_day


def suspend(browser: Any, address: str, reviewer: Desk, use: str) -> None:
    """What follows from the breach is proposed by one person and taken by another."""
    reviewer.do(use, "propose_measure", measure="suspend", reason="Four were let go; one was offered a post.")
    approver = Desk(browser, address)
    approver.sign_in("approver@register.example")
    approver.do(use, "suspend")
    approver.go(f"/register/{use}")
    assert "Suspended" in approver.page.locator(".byline").inner_text()


def until(desk: Desk, path: str, words: str) -> str:
    """The breaches of the calendar once they hold these words: a running register looks by itself."""
    end = time.monotonic() + 20
    while True:
        desk.go(path)
        found: str = desk.page.locator("section[aria-labelledby=breaches]").inner_text()
        if words in found:
            return found
        assert time.monotonic() < end, found
        time.sleep(0.2)


def test_from_the_first_link_to_a_forgery_that_is_named(browser: Any, tmp_path: Path) -> None:
    packed = {name: packed_assessment(name, tmp_path) for name in EXAMPLES}
    start_on = (datetime.now(UTC) + timedelta(days=45)).date()
    service = start(tmp_path)
    try:
        people = set_up(browser, service.address, service.link)
        filer, reviewer = people["filer"], people["reviewer"]
        larch = file_model(filer)
        review(people, larch, "Approved")
        reviewer.do(larch, "publish")
        use, coding = (
            file_assessment(filer, packed[name], larch, start_on.isoformat()) for name in EXAMPLES[:2]
        )
        review(people, use, "Approved with conditions", "The staff committee was heard; it agrees.")
        review(people, coding, "Approved")
        for number in (use, coding):
            reviewer.do(number, "publish", start=start_on.isoformat())
        refuse_writing(people, packed["copywriting"], start_on.isoformat())
        for condition, value in ((NOTICE, "60"), (RETRAIN, "90 %")):
            filer.do(use, "send_evidence", event=condition, value=value, note="Copies, without names.")
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
        assert outcomes(tmp_path / "first" / "log") == {
            "approve": 3,
            "approve_with_conditions": 1,
            "reject": 1,
        }
    finally:
        assert service.stop() == 0

    folder = tmp_path / "andante-register"
    later = breach(browser, folder, use, start_on)
    number = tamper(folder / "register.sqlite")
    with pages.served(folder, later) as address:
        reviewer = Desk(browser, address)
        reviewer.sign_in("reviewer@register.example")
        forged = verify(exported(reviewer, tmp_path / "second"), checkpoint)
    assert forged.returncode == 1
    assert f"entry {number}" in forged.stderr, forged.stderr
    assert "Everything fits." not in forged.stdout
