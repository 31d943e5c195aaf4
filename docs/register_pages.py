"""Take the pictures of the register's pages: `python docs/register_pages.py [chromium]`.

Fills a register with the worked assessments of examples/, over months of its clock: approved, started,
reported, a condition breached, one waiting for a second person, drafts. Then serves it at the end of that
time and takes every page in both languages, wide and narrow. Nobody in it is a real person.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from andante.register.due_calendar import CalendarDay
from andante.register.people import Access
from andante.register.plain import to_plain
from andante.register.states import Role
from andante.register.steps import Clockwork
from andante.web.settings import Settings
from andante.web.site import Site, open_site
from andante.web.uploads import read_assessment

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images" / "register"
WIDTHS = (1280, 390)
LANGUAGES = ("en", "zh")
TALLEST = 1100  # pixels of a picture; what is longer goes on below
COLOURS = 64  # of a picture: words, rules and a few tones
END = datetime(2027, 8, 10, 2, 0, tzinfo=UTC)
PASSWORD = "a walk with several words"
SERVER = """
import sys
from datetime import datetime
from pathlib import Path
import uvicorn
from andante.web import app
from andante.web.settings import Settings
settings, clock = Settings(folder=Path(sys.argv[1]), port=int(sys.argv[2])), Path(sys.argv[3])
app.DUE_EVERY = 0.5
register = app.create_app(settings, lambda: datetime.fromisoformat(clock.read_text()))
uvicorn.run(register, port=settings.port, log_level="warning", access_log=False)
"""
LOWER = 'value: 15\n        source: "Made up for this example; Labour'
MODEL: Mapping[str, Any] = {
    "provider": "Example Models (made up)",
    "purpose": "Writes and sums up text for offices.",
    "algorithm_type": "generation_synthesis",
    "corpus_sample_pass_rate": 0.99,
    "corpus_technical_pass_rate": 0.995,
    "test_bank_questions": 2500,
    "content_pass_rate": 0.97,
    "refusal_bank_questions": 600,
    "refusal_rate": 0.98,
    "non_refusal_bank_questions": 600,
    "over_refusal_rate": 0.02,
    "keyword_count": 12000,
    "training_data_statement": True,
    "public_facing": False,
    "incident_contact": True,
    "evaluation_at_work": True,
}


@dataclass
class Example:
    """A register that is filled: people by what they do, numbers of filings by what they show."""

    site: Site
    now: datetime
    people: dict[str, Access] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    link: str = ""

    def at(self, month: int, day: int, year: int = 2027) -> None:
        """Move the clock, day by day as a running register would, and act on what is due."""
        self.now = datetime(year, month, day, 2, 0, tzinfo=UTC)
        self.site.store.due(self.now)

    def act(self, who: str, action: str, number: str | None, **given: Any) -> str:
        """One step by somebody; returns the number of the filing."""
        return self.site.store.act(self.people[who].actor, action, number, given).number

    def decide(self, number: str, heard: str = "", publish: bool = True) -> None:
        """From submitted to published, as the policy proposes."""
        self.act("reviewer", "take_up", number)
        self.act("reviewer", "accept", number)
        self.act("reviewer", "assess", number)
        self.propose(number, heard)
        proposal = self.site.store.case(number, self.people["reviewer"].person).case.proposal
        assert proposal is not None
        assert proposal.outcome is not None
        given = {"outcome": proposal.outcome.word, "conditions": list(proposal.conditions)}
        self.act("approver", "decide", number, **given)
        if publish:
            self.act("approver", "publish", number)

    def propose(self, number: str, heard: str) -> None:
        """What the policy proposes, after those whom it concerns were heard."""
        if heard:
            self.act("reviewer", "open_consultation", number)
            self.act("reviewer", "record_consultation", number, statement=heard)
        policy = self.site.store.case(number, self.people["reviewer"].person).case.policy
        assert policy is not None
        given = {"outcome": policy.outcome.word, "conditions": list(policy.conditions)}
        self.act("reviewer", "propose", number, **given)


def assess(name: str, language: str, folder: Path) -> Path:
    """The assessment of one of examples/, as `andante assess` writes it."""
    part = "" if language == "en" else f".{language}"
    source, out = ROOT / "examples" / name, folder / f"{name}-{language}"
    words = [str(source / f"deployment{part}.yaml"), "--roster", str(source / f"roster{part}.csv")]
    command = [sys.executable, "-m", "andante", "assess", *words, "--policy", "controlled-innovation"]
    done = subprocess.run(
        [*command, "--out", str(out), "--force"], capture_output=True, text=True, check=False
    )
    assert (out / "assessment.json").is_file(), done.stderr
    return out


def fill(folder: Path) -> Example:
    """A register in a folder, filled up to `END`. The clock is its own; nothing is served yet."""
    moment: list[Example] = []
    start = datetime(2027, 1, 4, 2, 0, tzinfo=UTC)
    site = open_site(Settings(folder=folder), lambda: moment[0].now if moment else start)
    example = Example(site, start)
    moment.append(example)
    _people(example)
    _models(example)
    _uses(example, folder.parent)
    return example


def _people(example: Example) -> None:
    people = example.site.people
    link = people.first_link()
    assert link is not None
    first = people.begin_as_administrator(
        link.clear, "Administrator", "admin@register.example", PASSWORD
    ).access
    insurer = people.add_organisation(first, "Example Insurance (made up)").id
    studio = people.add_organisation(first, "Example Studio (made up)").id
    example.people["administrator"] = first
    wanted = {
        "filer": ("Filer", (Role.FILER,), insurer),
        "studio": ("Filer of the studio", (Role.FILER,), studio),
        "reviewer": ("Reviewer", (Role.REVIEWER,), None),
        "approver": ("Approver", (Role.APPROVER,), None),
        "auditor": ("Auditor", (Role.AUDITOR,), None),
    }
    for key, (name, roles, organisation) in wanted.items():
        made = people.add(first, name, f"{key}@register.example", roles, organisation)
        example.people[key] = people.accept_link(made.link.clear, PASSWORD).access
    _adopt(example)


def _adopt(example: Example) -> None:
    from andante.errors import RegisterError

    with contextlib.suppress(RegisterError):  # a new register has it already
        example.act("administrator", "adopt_policy", None, policy="controlled-innovation")


def _models(example: Example) -> None:
    for name, version in (("larch", "Larch 3"), ("sorrel", "Sorrel 12")):
        filing = {"kind": "model", **MODEL, "version": version}
        number = example.act("studio", "submit", None, filing=filing)
        example.decide(number)
        example.numbers[name] = number


def _sent(folder: Path) -> dict[str, Any]:
    """What a page sends of an assessment."""
    found = read_assessment("assessment.json", (folder / "assessment.json").read_bytes())
    values = {name: each for name, each in found.filing.values.items() if each is not None}
    values.pop("model_approved", None)
    filing = {"kind": found.filing.kind, **values}
    return {"filing": filing, "assessment": found.sha256, "predicted": to_plain(found.predicted)}


def _uses(example: Example, folder: Path) -> None:
    desk = _sent(assess("customer-service", "en", folder))
    writing = _sent(assess("copywriting", "zh", folder))
    coding = _sent(assess("coding-assistant", "zh", folder))
    larch, sorrel = example.numbers["larch"], example.numbers["sorrel"]
    act, numbers = example.act, example.numbers
    example.at(1, 6)
    use = act("filer", "submit", None, **desk, model=larch, planned_start="2027-03-01")
    example.at(1, 12)
    example.decide(use, "The representatives' committee asks that nobody is measured by the notes.")
    numbers["desk"] = use
    coded = act("filer", "submit", None, **coding, model=sorrel, planned_start="2027-02-15")
    example.decide(coded, "No objection was raised.")
    numbers["coding"] = coded
    example.at(1, 20)
    _evidence(example, use, "notify_staff_30_days", 60, "Copy of the notice with the committee's opinion.")
    example.at(2, 15)
    act("filer", "go_live", coded, phase="full")
    example.at(2, 26)
    _evidence(example, use, "retrain_before_release", 0.9, "List of courses, without names.")
    example.at(3, 1)
    act("filer", "go_live", use, phase="pilot")
    example.at(4, 20)
    first = {"automated_work": 6, "assisted_work": 9.5, "released": 0, "reassigned": 2, "hires_avoided": 3}
    act("filer", "report_workforce", use, quarter="2027-Q1", figures={**first, "retrained": 4, "hired": 1})
    _keep(example, use)
    example.at(5, 20)
    _keep(example, use)
    _evidence(example, use, "reassign_first", 0.2, "Offers made and taken, with wages before and after.")
    act("filer", "next_phase", use, phase="limited")
    example.at(6, 20)
    _keep(example, use)
    example.at(7, 20)
    _keep(example, use)
    second = {"automated_work": 22, "assisted_work": 33, "released": 4, "reassigned": 1, "hires_avoided": 5}
    act("filer", "report_workforce", use, quarter="2027-Q2", figures={**second, "retrained": 6, "hired": 0})
    example.at(8, 2)
    waiting = act("studio", "submit", None, **writing, model=larch, planned_start="2027-12-01")
    act("reviewer", "take_up", waiting)
    act("reviewer", "accept", waiting)
    act("reviewer", "assess", waiting)
    _ask(example, waiting)
    numbers["waiting"] = waiting
    _drafts(example, desk, larch)
    _other_policy(example)
    _tokens(example)
    example.at(END.month, END.day)
    administrator = example.people["administrator"]
    newcomer = example.site.people.add(administrator, "Newcomer", "new@register.example", (Role.REVIEWER,))
    example.link = newcomer.link.clear
    words = {"kind": "objection", "text": "Courses begin after our shifts have ended. When are we to attend?"}
    example.site.store.act(Clockwork(), "report_notice", use, words)


def _other_policy(example: Example) -> None:
    """A file with a lower threshold takes the place of the packaged policy, which comes back in September."""
    place = ROOT / "andante" / "policies" / "library" / "controlled-innovation.yaml"
    text = place.read_text(encoding="utf-8").replace('value: 20\n        source: "Labour', LOWER, 1)
    example.at(8, 5)
    example.act("administrator", "adopt_policy", None, text=text, file="lower.yaml", starts="2027-08-09")
    example.act("administrator", "adopt_policy", None, policy="controlled-innovation", starts="2027-09-01")


def _tokens(example: Example) -> None:
    """Programs of two people, and one that was ended."""
    people = example.site.people
    people.make_token(example.people["filer"], "Quarterly report", ("read", "file"))
    people.make_token(example.people["auditor"], "Copy of the log", ("read",))
    over = people.make_token(example.people["filer"], "Old report", ("read", "file"))
    people.revoke_token(example.people["administrator"], over.token.id)


def _ask(example: Example, number: str) -> None:
    example.propose(number, "The union has answered: beginners' posts should be kept.")


def _drafts(example: Example, desk: Mapping[str, Any], model: str) -> None:
    short = {"kind": "deployment", "system_name": "Claims triage", "sector": "K", "mode": "automate"}
    example.numbers["draft"] = example.act("filer", "draft", None, filing=short)
    filing = {name: value for name, value in desk["filing"].items() if name != "notice_days"}
    returned = example.act(
        "filer", "submit", None, filing={**filing, "system_name": "Second desk"}, model=model
    )
    example.act("reviewer", "take_up", returned)
    example.act("reviewer", "return_once", returned)
    example.numbers["returned"] = returned
    fresh = example.act("filer", "submit", None, filing=filing, model=model)
    example.numbers["fresh"] = fresh


def _keep(example: Example, number: str) -> None:
    """Evidence that meets every condition due within a month, the reassignment of people apart."""
    conditions = {each["id"]: each for each in example.site.store.public_entry(number).content["conditions"]}
    for each in _due(example, number):
        threshold = conditions[each.condition]["threshold"]
        if each.condition != "reassign_first" and each.verdict is None and not each.by_figures:
            given = {"event": each.event, "value": threshold, "note": "As the condition asks."}
            example.act("filer", "send_evidence", number, evidence=[given])


def _due(example: Example, number: str) -> list[CalendarDay]:
    now = example.now.date()
    days = example.site.store.calendar(now, now + timedelta(days=31), example.people["filer"].person)
    return [each for each in days if each.entry == number]


def _evidence(example: Example, number: str, condition: str, value: float, note: str) -> None:
    event = next(each.event for each in _due(example, number) if each.condition == condition)
    given = [{"event": event, "value": value, "note": note}]
    example.act("filer", "send_evidence", number, evidence=given)


def set_clock(folder: Path, moment: datetime) -> None:
    """Set the clock of a register that `served` serves."""
    new = folder.with_suffix(".new")
    new.write_text(moment.isoformat())
    new.replace(folder.with_suffix(".clock"))


@contextlib.contextmanager
def served(folder: Path, moment: datetime = END) -> Iterator[str]:
    """The address of a register served by a process of its own, whose clock stands until `set_clock`."""
    set_clock(folder, moment)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-c", SERVER, str(folder), str(port), str(folder.with_suffix(".clock"))]
    process = subprocess.Popen(words, env=os.environ | {"OMP_NUM_THREADS": "1"}, stderr=subprocess.PIPE)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            assert process.poll() is None, process.stderr and process.stderr.read().decode()
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/healthz") as answer:
                if answer.status == 200:
                    break
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(30)
        if process.stderr is not None:
            process.stderr.close()


@dataclass(frozen=True, slots=True)
class Picture:
    """A page: its name, who looks at it (empty: anyone), and its address, numbers of filings in braces."""

    name: str
    who: str
    address: str


PAGES = (
    Picture("register", "", "/register?q=%E5%AE%A2%E6%9C%8D"),
    Picture("entry", "", "/register/{desk}"),
    Picture("model", "", "/register/{larch}"),
    Picture("versions", "", "/register/{desk}/versions"),
    Picture("proof", "", "/register/{desk}/proof"),
    Picture("workers", "", "/workers/{desk}"),
    Picture("report-error", "", "/register/{desk}/error"),
    Picture("sums", "", "/sums"),
    Picture("audit", "auditor", "/audit"),
    Picture("sign-in", "", "/sign-in"),
    Picture("begin", "", "/begin/{link}"),
    Picture("account", "filer", "/account"),
    Picture("filings", "filer", "/filings"),
    Picture("filing-new", "filer", "/filings/new"),
    Picture("filing-form", "filer", "/filings/form/deployment"),
    Picture("draft", "filer", "/cases/{draft}"),
    Picture("case", "filer", "/cases/{desk}"),
    Picture("queue", "reviewer", "/queue"),
    Picture("decision", "approver", "/cases/{waiting}/decision"),
    Picture("calendar", "reviewer", "/calendar"),
    Picture("notices", "reviewer", "/notices"),
    Picture("administration", "administrator", "/administration"),
    Picture("policies", "administrator", "/administration/policies?policy=controlled-innovation"),
    Picture("tokens", "administrator", "/administration/tokens"),
    Picture("appointments", "approver", "/appointments"),
    Picture("not-found", "", "/register/CN-2027-000099-0"),
)


def address_of(example: Example, each: Picture) -> str:
    """The address of a page of the example."""
    return each.address.format(**example.numbers, link=example.link)


def signed_in(browser: Any, example: Example, address: str, who: str, width: int = WIDTHS[0]) -> Any:
    """A browser window of somebody; of anyone where nobody is named."""
    context = browser.new_context(viewport={"width": width, "height": 900}, base_url=address)
    if who:
        person = example.people[who].person
        session = example.site.people.sign_in(person.e_mail, PASSWORD, "127.0.0.1").session.clear
        context.add_cookies([{"name": "andante_session", "value": session, "url": address}])
    return context


def take(chromium: str, images: Path = IMAGES) -> list[Path]:
    """All the pictures."""
    from playwright.sync_api import sync_playwright

    images.mkdir(parents=True, exist_ok=True)
    taken = []
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        folder = Path(place) / "register"
        example = fill(folder)
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        with served(folder) as address:
            for who in dict.fromkeys(each.who for each in PAGES):
                for width in WIDTHS:
                    context = signed_in(browser, example, address, who, width)
                    for language in LANGUAGES:
                        for each in (each for each in PAGES if each.who == who):
                            taken.append(_take_one(context, example, each, width, language, images))
                    context.close()
        browser.close()
        example.site.close()
    return taken


def _take_one(context: Any, example: Example, each: Picture, width: int, language: str, images: Path) -> Path:
    page = context.new_page()
    path = address_of(example, each)
    page.goto(f"{path}{'&' if '?' in path else '?'}language={language}")
    height = min(int(page.evaluate("document.documentElement.scrollHeight")), TALLEST)
    place = images / f"{each.name}{'' if language == 'en' else '-' + language}-{width}.png"
    page.screenshot(path=place, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})
    page.close()
    _smaller(place)
    return place


def _smaller(place: Path) -> None:
    """Fewer colours: a third of the bytes, and no difference that an eye finds."""
    from PIL import Image

    with Image.open(place) as picture:
        fewer = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    fewer.save(place, optimize=True)


if __name__ == "__main__":
    for each in take(sys.argv[1] if len(sys.argv) > 1 else "/usr/bin/chromium"):
        print(each)
