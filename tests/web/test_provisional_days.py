"""Days counted in working days over a year whose holidays are not published: pages say so."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import uvicorn
from running_service import settle_site

from andante.register.calendars import calendar_for
from andante.register.due_calendar import CalendarDay
from andante.register.due_dates import in_working_days
from andante.register.sessions import COOKIE
from andante.web.app import create_app
from andante.web.pages import calendar
from andante.web.pages.provisional import provisional_words, provisional_years, years_words
from andante.web.pages.words import Words
from andante.web.settings import Settings
from andante.web.site import open_site

CHINA = calendar_for("CN")
assert CHINA.announced_to is not None
LAST = CHINA.announced_to
"""The last year whose moved holidays are known."""
ENGLISH, CHINESE = Words("en"), Words("zh")
SAID = {
    "en": f"The official holidays of {LAST + 1} are not published yet (China)",
    "zh": f"{LAST + 1}年的法定节假日安排尚未正式公布（中国）",
}


def test_only_days_over_a_year_that_is_not_announced_are_said_to_be_provisional() -> None:
    inside, over = (date(LAST, 12, 1), date(LAST, 12, 31)), (date(LAST, 12, 28), date(LAST + 1, 1, 8))
    assert provisional_words(ENGLISH, CHINA, *inside) == ""
    assert provisional_words(ENGLISH, CHINA, *over).startswith(SAID["en"])
    assert provisional_words(CHINESE, CHINA, *over).startswith(SAID["zh"])
    assert provisional_words(ENGLISH, CHINA, *reversed(over)) == provisional_words(ENGLISH, CHINA, *over)
    assert provisional_years(CHINA, date(LAST - 1, 5, 1), date(LAST + 2, 5, 1)) == {LAST + 1, LAST + 2}
    for code in ("US", "any"):  # their holidays follow from the law, or there are none
        assert provisional_words(ENGLISH, calendar_for(code), *over) == ""
    assert provisional_words(ENGLISH, None, *over) == ""
    assert years_words(ENGLISH, {"CN": (), "US": ()}) == ""


@pytest.mark.parametrize(
    ("due", "counted"),
    [
        ("20 working days before start", True),
        ("20 days before start", False),
        ("before start", False),
        (None, False),
    ],
)
def test_conditions_counted_in_working_days_are_known(due: str | None, counted: bool) -> None:
    assert in_working_days(due) is counted


def test_the_calendar_of_conditions_says_it_of_days_to_come_alone() -> None:
    def day(due: date, counted: str | None, verdict: str | None = None) -> CalendarDay:
        words = ("e", "CN-1", "c", "Condition", "", due, verdict, "filer", "suspend", "days")
        return CalendarDay(*words, counted=counted)

    now, later = date(LAST, 12, 1), date(LAST + 1, 2, 1)
    for days, said in (
        ([day(later, "CN")], True),
        ([day(later, None)], False),
        ([day(later, "CN", "kept")], False),
        ([day(date(LAST, 12, 20), "CN")], False),
    ):
        assert (calendar._provisional(ENGLISH, now, days) != "") is said


@contextmanager
def served(settings: Settings, clock: Callable[[], datetime]) -> Iterator[str]:
    """The address of a register with a clock of its own, served by a thread."""
    config = uvicorn.Config(create_app(settings, clock), port=0, log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        end = time.monotonic() + 30
        while not server.started and time.monotonic() < end:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(30)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("month", "said"), [((LAST, 3), False), ((LAST, 12), True)])
def test_queue_filings_and_cases_say_it_where_the_clock_runs_over_such_a_year(
    tmp_path: Path, language: str, month: tuple[int, int], said: bool
) -> None:
    now = [datetime(*month, 28, 2, tzinfo=UTC)]
    settings = Settings(folder=tmp_path / "andante-register")
    site = open_site(settings, lambda: now[0])
    members = settle_site(site)
    filing = {"kind": "model", "provider": "Heron", "purpose": "Text", "version": "1"}
    filer = site.people.person(members["filer"].id)
    number = site.store.act(filer, "submit", None, {"filing": filing}).number
    site.store.act(site.people.person(members["reviewer"].id), "take_up", number, {})
    case = site.store.case(number, filer).case
    assert case.clock is not None
    assert (case.clock.due.year > LAST) is said
    site.close()
    now[0] += timedelta(minutes=2)
    with served(settings, lambda: now[0]) as address, httpx.Client(base_url=address) as client:
        for who, pages in (("filer", ("/filings", f"/cases/{number}")), ("reviewer", ("/queue",))):
            client.cookies.set(COOKIE, members[who].session)
            for page in pages:
                answer = client.get(f"{page}?language={language}", headers={"Accept": "text/html"})
                assert answer.status_code == 200, page
                assert (SAID[language] in answer.text) is said, page
