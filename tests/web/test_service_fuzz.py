"""Requests made from the service's own description, with and without credentials: no fault, no leak."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from filed import DEPLOYMENT, Register, register_with_people
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from andante.web.app import create_app
from andante.web.settings import Settings

EXAMPLES = 5
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def description() -> dict[str, Any]:
    """The description, without how one signs in: that is this test's to say."""
    found = copy.deepcopy(create_app(Settings()).openapi())
    for operations in found["paths"].values():
        for operation in operations.values():
            operation.pop("security", None)
    return found


@schemathesis.serializer("application/zip")
def zipped(_context: Any, value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


DESCRIPTION = schemathesis.openapi.from_dict(description())
QUICK = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


class Fuzzed:
    """A register to send things to, with numbers that exist put where a number belongs."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.model = register.published_model()
        self.use = register.published_deployment(self.model)
        self.draft = register.file(DEPLOYMENT, draft=True)["number"]

    def send(self, case: Any, who: str | None) -> Any:
        parameters = case.path_parameters or {}
        for name, value in (("number", self.draft), ("name", "controlled-innovation")):
            if name in parameters and hash(str(parameters[name])) % 2:
                parameters[name] = self.use if "/register/" in case.path else value
        headers = {} if who is None else {"Authorization": f"Bearer {self.register.members[who].token}"}
        return case.call(base_url=self.register.service.address, headers=headers, timeout=30)


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzzed]:
    with register_with_people(tmp_path_factory.mktemp("fuzzed")) as register:
        yield Fuzzed(register)
        faults = [line for line in register.service.lines() if line["level"] == "error"]
        assert faults == []


@pytest.mark.slow
@DESCRIPTION.parametrize()
@QUICK
def test_without_credentials_nothing_faults_and_nothing_private_opens(case: Any, fuzzed: Fuzzed) -> None:
    answer = fuzzed.send(case, None)
    case.validate_response(answer, checks=CHECKS)
    if "401" in case.operation.definition.raw["responses"]:
        assert answer.status_code in (401, 405, 413, 421), "it needs somebody who is signed in"


@pytest.mark.slow
@pytest.mark.parametrize("who", ["filer", "reviewer", "administrator"])
@DESCRIPTION.parametrize()
@QUICK
def test_with_credentials_nothing_faults(case: Any, fuzzed: Fuzzed, who: str) -> None:
    answer = fuzzed.send(case, who)
    case.validate_response(answer, checks=CHECKS)
    assert answer.status_code != 401


def test_methods_that_are_not_described_are_refused(fuzzed: Fuzzed) -> None:
    with fuzzed.register.as_("filer") as client:
        for path in ("/api/v1/me", "/api/v1/register", "/log/checkpoint"):
            for method in ("PUT", "PATCH", "TRACE", "PROPFIND"):
                answer = client.request(method, path)
                assert answer.status_code in (403, 405, 501), (method, path)
