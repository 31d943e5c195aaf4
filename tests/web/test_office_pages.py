"""The pages of administrators: a policy file checked, compared and adopted; everybody's tokens."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from filed import Register

import andante.policies
from andante.register.sessions import COOKIE

POLICY = "controlled-innovation"
PAGE, TOKENS = "/administration/policies", "/administration/tokens"
TEXT = (Path(andante.policies.__file__).parent / "library" / f"{POLICY}.yaml").read_text(encoding="utf-8")


def lowered(to: int) -> str:
    """The packaged policy with another threshold: another policy each time."""
    return TEXT.replace('value: 20\n        source: "Labour', f'value: {to}\n        source: "Labour', 1)


class Browser:
    """Somebody who is signed in at a browser, in one language."""

    def __init__(self, register: Register, who: str, language: str = "en") -> None:
        self.client = httpx.Client(
            base_url=register.service.address,
            headers={"Accept": "text/html"},
            cookies={COOKIE: register.members[who].session, "andante_language": language},
            timeout=30.0,
            follow_redirects=True,
        )

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def get(self, address: str) -> str:
        return html.unescape(self.client.get(address).text)

    def post(self, page: str, address: str, files: Any = None, **fields: str) -> httpx.Response:
        """Send a form of a page with what is hidden in it."""
        found = re.search(r'name="form_token" value="([^"]+)"', self.client.get(page).text)
        token = "" if found is None else html.unescape(found[1])
        origin = str(self.client.base_url).rstrip("/")
        return self.client.post(
            address,
            data={"form_token": token, **fields},
            files=files,
            headers={"Origin": origin, "Referer": origin + page},
        )

    def check(self, text: str | bytes, name: str = "mine.yaml") -> httpx.Response:
        return self.post(PAGE, f"{PAGE}/check", files={"file": (name, text, "application/yaml")})

    def hidden(self, page: str) -> dict[str, str]:
        """What the form that adopts sends besides the day."""
        found = re.search(rf'<form method="post" action="{PAGE}".*?</form>', page, re.DOTALL)
        assert found is not None
        fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', found[0], re.DOTALL)
        return {name: html.unescape(value) for name, value in fields if name != "form_token"}


def adoptions(register: Register) -> list[dict[str, Any]]:
    with register.anyone() as client:
        found: list[dict[str, Any]] = client.get("/api/v1/policies").json()["policies"]
    return found


@pytest.mark.parametrize(
    ("language", "words", "threshold"),
    [
        ("en", ("Checked, not adopted", "differences: 1", "value 20", "value 12", "Line 29", "Adopt "), 12),
        ("zh", ("已检查、未采用", "变动1处", "value 20", "value 13", "第29", "采用"), 13),
    ],
)
def test_a_file_is_checked_compared_and_adopted_from_a_day(
    register: Register, language: str, words: tuple[str, ...], threshold: int
) -> None:
    before = adoptions(register)
    start = (date.today() + timedelta(days=300 + threshold)).isoformat()
    with Browser(register, "administrator", language) as browser:
        answer = browser.check(lowered(threshold).replace("\n", "\r\n"))
        assert answer.status_code == 200
        page = html.unescape(answer.text)
        for each in words:
            assert each in page, each
        assert adoptions(register) == before  # checking adopts nothing
        done = browser.post(PAGE, PAGE, **{**browser.hidden(answer.text), "starts": start})
        assert done.status_code == 200
        assert str(done.url).endswith("done=yes")
    known = {each["log_number"] for each in before}
    new = [each for each in adoptions(register) if each["log_number"] not in known]
    assert [(each["name"], each["starts"], each["in_force"]) for each in new] == [(POLICY, start, False)]
    with Browser(register, "auditor") as browser:
        log = browser.get("/audit")
        assert "policy adopted" in log


def test_every_problem_is_listed_with_its_line_and_nothing_is_adopted(register: Register) -> None:
    before = adoptions(register)
    broken = TEXT.replace("outcome: reject", "outcome: refuse").replace("unit: workers", "unit: bananas")
    with Browser(register, "administrator") as browser:
        answer = browser.check(broken, "C:\\work\\broken.yaml")
        assert answer.status_code == 422
        page = html.unescape(answer.text)
        assert "Problems of broken.yaml: 2" in page
        lines = [
            broken[: broken.index(part)].count("\n") + 1 for part in ("unit: bananas", "outcome: refuse")
        ]
        for line in lines:
            assert f"Line {line}" in page
        assert "is none of the units" in page
        for content, words in (
            (b"\xff\xfe", "not UTF-8"),
            (b"", "empty"),
            (b"a: 1\n" * 205_000, "more than 1,000,000 bytes"),
            (b"variant: v\nbase: /etc/passwd\ntitle: V\n", "no packaged policy"),
        ):
            refused = browser.check(content)
            assert refused.status_code == 422
            assert words in html.unescape(refused.text), words
            assert "root:" not in refused.text
        assert browser.post(PAGE, f"{PAGE}/check").status_code == 422
        yesterday = (date.today() - timedelta(days=2)).isoformat()
        late = browser.post(PAGE, PAGE, text=lowered(9), file_name="late.yaml", starts=yesterday)
        assert late.status_code == 422
        assert "is over." in late.text
        assert "late.yaml" in late.text  # what was sent is kept, so that another day can be written
    assert adoptions(register) == before


def test_a_packaged_policy_is_looked_at_before_it_is_adopted(register: Register) -> None:
    with Browser(register, "administrator") as browser:
        page = browser.get(f"{PAGE}?policy={POLICY}")
        assert "It is the policy of this name that is in force" in page
        page = browser.get(f"{PAGE}?policy=market-led")
        assert "stands beside the others" in page
        assert "neither the name of a packaged policy" in browser.get(f"{PAGE}?policy=no-such")


@pytest.mark.parametrize("who", ["filer", "reviewer", "approver", "auditor"])
def test_policies_and_tokens_are_for_administrators(register: Register, who: str) -> None:
    before = adoptions(register)
    with Browser(register, who) as browser:
        for page in (PAGE, TOKENS, f"{PAGE}?policy=market-led"):
            answer = browser.client.get(page)
            assert answer.status_code == 403
            assert "administrator" in answer.text
        for answer in (
            browser.post("/account", PAGE, policy="market-led"),
            browser.post("/account", f"{PAGE}/check", files={"file": ("p.yaml", TEXT)}),
            browser.post("/account", f"{TOKENS}/0123456789abcdef/revoke"),
        ):
            assert answer.status_code == 403
    assert adoptions(register) == before


def test_an_administrator_sees_and_ends_tokens_of_others_and_no_secret(register: Register) -> None:
    filer, name = register.members["filer"], "nightly report of the filer"
    with Browser(register, "filer") as own:
        made = own.post("/account", "/account/tokens", token_name=name, scopes="read")
        secret = re.search(r"andante_[\w-]{20,}", made.text)
    assert secret is not None
    with register.service.client(secret[0]) as program:
        assert program.get("/api/v1/me").status_code == 200
    with Browser(register, "administrator") as browser:
        page = browser.get(TOKENS)
        assert name in page
        assert secret[0] not in page
        assert secret[0].removeprefix("andante_")[:12] not in page
        row = next(part for part in page.split("<tr>") if name in part)
        assert filer.name in row
        address = re.search(rf'action="({TOKENS}/[0-9a-f]+/revoke)"', row)
        assert address is not None
        done = browser.post(TOKENS, address[1])
        assert "opens nothing any more" in done.text
        again = browser.post(TOKENS, address[1])
        assert again.status_code == 422
        assert "revoked before" in again.text
    with register.service.client(secret[0]) as program:
        assert program.get("/api/v1/me").status_code == 401
    with Browser(register, "auditor", "zh") as browser:
        assert "令牌" in browser.get("/audit")
