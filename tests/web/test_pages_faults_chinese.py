"""The commonest faults of people, made on Chinese pages of a running register: what they read is Chinese."""

from __future__ import annotations

import contextlib
import html
import io
import re
import zipfile
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

import httpx
import pytest
from filed import DEPLOYMENT, MODEL, Register
from running_service import PASSWORD

from andante.register.sessions import COOKIE
from andante.web.access import LANGUAGE
from andante.web.pages.filing_desk import FROM_FILE
from andante.web.settings import Settings

LATIN = re.compile(r"[A-Za-z]{2,}")
FILES = re.compile(
    r"andante assess|assessment\.json|filing\.json|ZIP|JSON|YAML|UTF-8|\.json|\.yaml|name@place|2026-Q3"
)


OPEN: list[httpx.Client] = []


@pytest.fixture(scope="module", autouse=True)
def closed() -> Iterator[None]:
    """Every browser is closed at the end."""
    yield
    while OPEN:
        OPEN.pop().close()


class Desk:
    """Somebody at a browser that wants Chinese."""

    def __init__(self, register: Register, who: str | None) -> None:
        self.client = httpx.Client(
            base_url=register.service.address,
            headers={"Accept": "text/html"},
            cookies={LANGUAGE: "zh"},
            timeout=120.0,
            follow_redirects=True,
        )
        OPEN.append(self.client)
        if who is not None:
            self.client.cookies.set(COOKIE, register.members[who].session)

    def get(self, address: str) -> httpx.Response:
        return self.client.get(address, headers={"Accept": "text/html"})

    def post(self, page: str, address: str, files: Any = None, **fields: Any) -> httpx.Response:
        """Send a form of a page."""
        found = re.search(r'name="form_token" value="([^"]+)"', self.get(page).text)
        assert found is not None, page
        origin = str(self.client.base_url).rstrip("/")
        return self.client.post(
            address,
            data={"form_token": html.unescape(found[1]), **fields},
            files=files,
            headers={"Accept": "text/html", "Origin": origin, "Referer": origin + page},
        )


def problems(answer: httpx.Response) -> str:
    """What the page says is wrong, in words."""
    assert answer.headers["content-language"] == "zh-Hans", answer.headers
    body = answer.text
    found = re.search(r'<section class="problems".*?</section>', body, re.DOTALL) or re.search(
        r"<main.*?</main>", body, re.DOTALL
    )
    assert found is not None, body
    assert 'lang="en"' not in found[0], found[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[0])).split())


def chinese(answer: httpx.Response, *wanted: str, kept: str = "") -> str:
    text = problems(answer)
    rest = FILES.sub("", text)
    rest = rest.replace(kept, "") if kept else rest
    assert not LATIN.search(re.sub(r"urn:\S+|CN-\S+", "", rest)), text
    for each in wanted:
        assert each in text, text
    return text


@pytest.fixture(scope="module")
def filer(register: Register) -> Desk:
    return Desk(register, "filer")


@pytest.fixture(scope="module")
def reviewer(register: Register) -> Desk:
    return Desk(register, "reviewer")


def archive(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as found:
        for name, content in files.items():
            found.writestr(name.replace("_json", ".json"), content)
    return packed.getvalue()


def test_a_wrong_password_and_too_many(register: Register) -> None:
    desk = Desk(register, None)
    answer = desk.post("/sign-in", "/sign-in", e_mail="nobody@register.example", password="wrong")
    chinese(answer, "电子邮箱与密码不符。")
    for _ in range(20):  # the wait doubles: however slow the machine, one comes too early
        answer = desk.post("/sign-in", "/sign-in", e_mail="nobody@register.example", password="wrong")
        if answer.status_code == 429:
            break
    chinese(answer, "登录失败次数过多", "秒后方可再次尝试", "账户未被锁定")


def test_a_link_that_opens_nothing(register: Register) -> None:
    chinese(Desk(register, None).get("/begin/" + "x" * 43), "没有此链接")


def test_what_is_not_there_and_what_is_not_for_somebody(filer: Desk) -> None:
    chinese(filer.get("/cases/CN-2026-999999-9"), "没有此项内容")
    chinese(filer.get("/queue"), "此项限于审查人、决定人和审计人。")
    chinese(filer.get("/administration"), "管理员")
    chinese(filer.get("/filings/form/thing"), "请求无法处理")


@pytest.mark.parametrize(
    ("name", "content", "wanted"),
    [
        ("a.zip", b"PK\x03\x04" + b"x" * 50, "压缩文件无法读取。"),
        ("a.zip", archive(other_json=b"{}"), "压缩文件内没有filing.json。"),
        ("a.zip", archive(filing_json=b"kind: deployment\n", assessment_json=b"[1,"), "文件不是JSON格式。"),
        ("a.zip", archive(filing_json=b"0" * (70 << 20)), "压缩文件解压后超过67108864字节。"),
        ("a.exe", b"MZ\x00\x01", "不接受此类文件。"),
        ("a.json", b"", "文件为空。"),
        ("a.json", b'{"a": NaN}', "文件不是可接受的JSON。"),
        ("a.json", b'{"filing": {}}', "这不是评估文件。"),
        ("a.yaml", b"kind: thing\n", "不是申报类别"),
        ("a.yaml", b"kind: deployment\noverride_rate: lots\n", "“人工改判率”填写为lots，应为数字。"),
        ("a.yaml", b"kind: deployment\ncolour: red\n", "“colour”不是应用申报的字段。"),
        ("a.yaml", b"kind: deployment\nmode: [1]\n", "有字段的值是列表、映射或别名。"),
        ("a.yaml", b"a: b: c", "申报文件不符合YAML格式。"),
    ],
)
def test_files_that_are_not_taken(filer: Desk, name: str, content: bytes, wanted: str) -> None:
    answer = filer.post("/filings/new", FROM_FILE, files={"file": (name, content)})
    text = problems(answer)
    assert wanted in text, text
    rest = re.sub(r"填写为\S+?，|“colour”|“thing”|model（|deployment（|PARTS|kind", "", FILES.sub("", text))
    assert not LATIN.search(re.sub("deployment|impact|plan|decisions|NaN", "", rest)), text


def test_what_is_too_large_and_what_no_page_sends(filer: Desk) -> None:
    address = filer.client.base_url
    with contextlib.closing(HTTPConnection(address.host, address.port or 80, timeout=60)) as line:
        line.putrequest("POST", "/account/details")
        for name, value in {
            "Accept": "text/html",
            "Cookie": f"{LANGUAGE}=zh",
            "Content-Length": str(Settings().largest_request + 1),
        }.items():
            line.putheader(name, value)
        line.endheaders()  # it is refused before any of it is sent
        found = line.getresponse()
        page = httpx.Response(found.status, headers=found.getheaders(), content=found.read())
    assert page.status_code == 413
    chinese(page, "内容过大", "提交的内容超过", "字节。")
    answer = filer.client.delete("/register")
    assert answer.status_code == 405
    chinese(answer, "此地址不支持该操作")


def test_no_file_and_no_policy(filer: Desk) -> None:
    chinese(filer.post("/filings/new", FROM_FILE), "未选择文件。")
    answer = filer.post("/filings/form/model", "/filings/form/model", policy="nothing-such")
    chinese(answer, "在本登记册中未生效", "请选择以下之一", kept="nothing-such")


def test_a_form_that_was_typed_wrongly(filer: Desk) -> None:
    answer = filer.post(
        "/filings/form/deployment",
        "/filings/form/deployment",
        policy="controlled-innovation",
        field_override_rate="many",
        field_firm_size="-5",
        field_notice_days="x",
    )
    assert answer.status_code in (200, 422)
    if answer.status_code == 422:
        chinese(answer, kept="many")


def test_steps_that_are_not_possible(register: Register, filer: Desk, reviewer: Desk) -> None:
    number = register.file(MODEL)["number"]
    page = f"/cases/{number}"
    chinese(filer.post(page, f"{page}/do/take_up"), "此操作限于审查人。")
    chinese(reviewer.post(page, f"{page}/do/propose", outcome="approve"), "状态时不能办理。")
    chinese(reviewer.post(page, f"{page}/do/edit"), "此操作限于申报人。")
    chinese(reviewer.post(page, f"{page}/do/lapse"), "此项由登记系统到期自动办理。")
    chinese(reviewer.post(page, f"{page}/do/jump"), "没有此操作", kept="jump")
    reviewer.post(page, f"{page}/do/take_up")
    chinese(reviewer.post(page, f"{page}/do/return_once"), "未列明缺项")
    answer = reviewer.post(page, f"{page}/do/return_once", gaps="refusal_ratr: 理由")
    chinese(answer, "“refusal_ratr”不是此类申报的字段", "拒答率", kept="refusal_ratr")
    reviewer.post(page, f"{page}/do/accept", step="1")
    chinese(reviewer.post(page, f"{page}/do/accept", step="0"), "案件已有变化", "您看到的是第0步")
    register.act("reviewer", number, "accept")
    register.act("reviewer", number, "assess")
    decision = f"{page}/decision"
    answer = reviewer.post(decision, f"{page}/do/propose", outcome="reject", **{"from": "decision"})
    chinese(answer, "与政策方案的建议", "理由将公开")
    answer = reviewer.post(
        decision, f"{page}/do/propose", outcome="approve", conditions="phased_rollout", **{"from": "decision"}
    )
    chinese(answer, "结论不是附条件批准")
    answer = reviewer.post(decision, f"{page}/do/propose", outcome="", **{"from": "decision"})
    chinese(answer, "未选择结论")
    register.act("reviewer", number, "propose", outcome="approve")
    chinese(reviewer.post(page, f"{page}/do/decide", outcome="approve"), "此操作限于决定人。")
    approver = Desk(register, "approver")
    chinese(approver.post(page, f"{page}/do/send_back"), "未填写书面理由。")
    chinese(approver.post(page, f"{page}/do/decide", outcome="reject"), "与所提建议不一致")


def test_a_use_that_is_not_ready(register: Register, filer: Desk, reviewer: Desk) -> None:
    model = register.published_model()
    filing = {name: value for name, value in DEPLOYMENT.items() if name != "model_approved"}
    number = register.file(
        {**filing, "mode": "automate", "automated_work": 30, "automated_work_12m": 30},
        model=model,
        model_version="3.1",
        planned_start="2027-03-01",
    )["number"]
    register.decide(number)
    page = f"/cases/{number}"
    chinese(filer.post(page, f"{page}/do/go_live", phase="pilot", start="2026-02-30"), "“启用日期”填写有误")
    chinese(filer.post(page, f"{page}/do/go_live", phase="half"), "“阶段”填写有误", "试点")
    chinese(filer.post(page, f"{page}/do/go_live", phase="pilot"), "尚未证明已履行", "请提交证明材料")
    chinese(
        filer.post(page, f"{page}/do/send_evidence", event="nothing", value="3"),
        "不是本登记的到期事项",
        kept="nothing",
    )
    chinese(reviewer.post(page, f"{page}/do/suspend_at_once"), "未填写书面理由。")
    chinese(filer.post(page, f"{page}/do/report_workforce", quarter="2026-Q9"), "季度")


def test_people(register: Register) -> None:
    administrator = Desk(register, "administrator")
    page = "/administration"
    answer = administrator.post(page, f"{page}/people", name="", e_mail="no", language="fr", roles="king")
    chinese(answer, "电子邮箱格式不正确。", kept="king")
    answer = administrator.post(
        page,
        f"{page}/people",
        name="A",
        e_mail=register.members["filer"].e_mail,
        language="zh",
        roles="filer",
    )
    chinese(answer, "登记册中已有使用此邮箱的人员。")
    chinese(
        administrator.post(page, f"{page}/organisations", organisation_name="Kestrel Insurance"),
        "已有同名单位。",
    )
    answer = administrator.post(
        "/account", "/account/password", old=PASSWORD, password="short", again="short"
    )
    chinese(answer, "密码有5个字符")
    answer = administrator.post("/account", "/account/password", old="x", password=PASSWORD, again=PASSWORD)
    chinese(answer, "当前密码不正确。")
    answer = administrator.post("/account", "/account/tokens", name="", days="9999")
    chinese(answer, "令牌")
    answer = administrator.client.post("/account/tokens", data={"name": "x"}, headers={"Accept": "text/html"})
    chinese(answer, "此表单不是由本浏览器打开的页面提交")
