"""Settings: the order of their sources, every problem at once, secrets nothing prints, what is refused."""

from __future__ import annotations

import contextlib
import pickle
import re
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.errors import ServiceError
from andante.web.hidden import Hidden
from andante.web.settings import DEFINITIONS, NAMES, Settings, read_settings, unknown_variables

ROOT = Path(__file__).parents[2]
CANARY = "kanarienvogel-7431"


def problems_of(*args: object, **environment: str) -> list[str]:
    with pytest.raises(ServiceError) as caught:
        read_settings(*args, environment)  # type: ignore[arg-type]
    return [str(problem) for problem in caught.value.problems]


def test_every_definition_is_a_field_with_the_same_default() -> None:
    assert tuple(each.name for each in fields(Settings)) == NAMES
    assert read_settings({}, {}) == Settings()


def test_the_command_line_goes_before_the_environment_and_that_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / "andante.toml"
    file.write_text('port = 1\nlanguage = "zh"\nlog_level = "debug"\n', encoding="utf-8")
    environment = {"ANDANTE_PORT": "2", "ANDANTE_LOG_LEVEL": "error"}
    settings = read_settings({"port": 3, "host": None}, environment, file)
    assert (settings.port, settings.log_level, settings.language) == (3, "error", "zh")


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    file = tmp_path / "andante.toml"
    file.write_text(
        'prot = 1\nlargest_upload = "many"\ntrusted_proxies = ["here"]\nplain_http = 3\n', encoding="utf-8"
    )
    with pytest.raises(ServiceError) as caught:
        read_settings({"port": 99999}, {"ANDANTE_LANGUAGE": "fr", "ANDANTE_PUBLIC_URL": "register"}, file)
    text = str(caught.value)
    assert len(caught.value.problems) == 7
    for word in (
        "port",
        "largest_upload",
        "trusted_proxies",
        "plain_http",
        "ANDANTE_LANGUAGE",
        "ANDANTE_PUBLIC_URL",
    ):
        assert word in text
    assert "Write port." in text  # the nearest name


@pytest.mark.parametrize("content", [b"port = ", b"\xff\xfe", b"port = 1\nport = 2\n"])
def test_a_file_that_is_no_toml_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "andante.toml"
    file.write_bytes(content)
    with pytest.raises(ServiceError, match="cannot be read"):
        read_settings({}, {}, file)
    with pytest.raises(ServiceError, match="cannot be read"):
        read_settings({}, {}, tmp_path / "absent.toml")


SECRETS = [each.name for each in DEFINITIONS if each.kind == "secret"]


@pytest.mark.parametrize("name", SECRETS)
def test_no_secret_is_printed(name: str) -> None:
    value = f"postgresql://writer:{CANARY}@db.example/register" if name == "db" else CANARY
    sign_in = {"oidc": {"issuer": "https://sign-in.example", "client_secret": CANARY}}
    settings = read_settings(sign_in, {f"ANDANTE_{name.upper()}": value})
    assert getattr(settings, name).reveal() == value
    for text in (repr(settings), str(settings), f"{getattr(settings, name)}", settings.database_shown):
        assert CANARY not in text
    with pytest.raises(TypeError):
        pickle.dumps(getattr(settings, name))


@pytest.mark.parametrize(
    "value", [f"mysql://admin:{CANARY}@x/y", f"{CANARY}\n", f"postgresql://u:{CANARY}@h:port/x"]
)
def test_a_database_that_is_refused_does_not_show_its_password(value: str) -> None:
    found = problems_of({}, ANDANTE_DB=value)
    assert found
    assert CANARY not in "".join(found)


def test_the_shown_database_keeps_place_and_name() -> None:
    settings = read_settings(
        {"db": f"postgresql://writer:{CANARY}@db.example:5433/register?sslkey={CANARY}"}, {}
    )
    assert settings.database_shown == "postgresql://db.example:5433/register"
    assert Settings().database_shown == "sqlite:///andante-register/register.sqlite"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "register.example"])
def test_an_address_others_can_reach_needs_tls_or_a_proxy_or_to_be_told(host: str, tmp_path: Path) -> None:
    assert "passwords would pass them in clear" in problems_of({"host": host})[0]
    assert "in clear" in problems_of({"host": host, "trusted_proxies": "192.0.2.1"})[0]
    assert "in clear" in problems_of({"host": host, "public_url": "https://register.example"})[0]
    behind = {"host": host, "trusted_proxies": "192.0.2.1", "public_url": "https://register.example"}
    assert read_settings(behind, {}).secure
    told = read_settings({"host": host, "plain_http": True}, {})
    assert not told.secure
    for name in ("certificate", "key"):
        (tmp_path / name).write_text("-", encoding="ascii")
    files = {"tls_certificate": tmp_path / "certificate", "tls_key": tmp_path / "key"}
    assert read_settings({"host": host, **files}, {}).secure


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.5.5.5"])
def test_this_machine_alone_needs_nothing(host: str) -> None:
    settings = read_settings({"host": host}, {})
    assert not settings.secure
    assert settings.address == f"http://{f'[{host}]' if ':' in host else host}:8000"


def test_what_does_not_fit_together_is_refused(tmp_path: Path) -> None:
    assert "a certificate and its key" in problems_of({"tls_certificate": __file__})[0]
    assert "no such file" in problems_of({"tls_certificate": tmp_path / "a", "tls_key": tmp_path / "b"})[0]
    assert "without TLS" in problems_of({"oidc": {"issuer": "http://sign-in.example"}})[0]
    assert "no such sign-in" in problems_of({"oidc_secret": "x"})[0]
    assert "as a table" in problems_of({}, ANDANTE_OIDC="x")[0]
    assert "without a path" in problems_of({"public_url": "https://example.org/register"})[0]


def test_variables_that_are_nearly_settings_are_named() -> None:
    found = unknown_variables(
        {"ANDANTE_PROT": "1", "ANDANTE_TRACEBACK": "1", "PATH": "x", "ANDANTE_PORT": "1"}
    )
    assert found == ["ANDANTE_PROT is no setting; did you mean ANDANTE_PORT?"]


@given(
    st.sampled_from(NAMES),
    st.one_of(st.text(), st.integers(), st.booleans(), st.floats(), st.none(), st.lists(st.text())),
)
def test_no_value_ends_in_anything_but_settings_or_words(name: str, value: object) -> None:
    with contextlib.suppress(ServiceError):  # anything else is a fault
        assert read_settings({name: value}, {})


def test_the_page_lists_every_setting_as_it_is() -> None:
    page = (ROOT / "docs" / "serving.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.*?) \| (.+) \|$", page, re.MULTILINE)
    assert {row[0]: row[1:] for row in rows if row[0] in NAMES} == {
        each.name: (
            each.kind,
            f"`{str(each.default).lower() if isinstance(each.default, bool) else each.default}`"
            if each.default != ""
            else "",
            each.meaning,
        )
        for each in DEFINITIONS
    }


def test_a_hidden_text_compares_as_itself() -> None:
    assert Hidden("a") == Hidden("a") != Hidden("b")
    assert not Hidden("")
