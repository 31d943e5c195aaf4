"""Every refusal as an answer: problem+json (RFC 9457) for programs, a page for people.

An answer repeats every problem with place, reason and mend. It never holds a traceback, the message of an
exception that is not ours, or what somebody sent in a field that may hold personal data. What people may not
know exists is answered as if it did not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from andante.errors import (
    AccessError,
    AndanteError,
    FilingError,
    MissingError,
    PolicyError,
    Problem,
    RegisterError,
    ServiceError,
    SignInError,
    TooManyAttemptsError,
    UnavailableError,
    Where,
)
from andante.web.context import Passage, Scope, passage_of

TYPE = "urn:andante:problem:"
MEDIA_TYPE = "application/problem+json"
MOST_PROBLEMS = 100
"""Problems in one answer; the count of all is always said."""


class RequestError(ServiceError):
    """A request that cannot be answered as asked: `name` of the problem and HTTP `status`."""

    def __init__(
        self, name: str, status: int, what: str, why: str = "", mend: str = "", field: str | None = None
    ):
        super().__init__(Problem(what, Where(field=field), why, mend))
        self.name, self.status = name, status

    def __reduce__(self) -> Any:
        """How it travels between processes."""
        problem = self.problems[0]
        return type(self), (
            self.name,
            self.status,
            problem.what,
            problem.why,
            problem.mend,
            problem.where.field,
        )


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that refuses: what is told."""

    name: str
    status: int
    title: str
    problems: tuple[Problem, ...]
    headers: Mapping[str, str]

    def as_problem(self, passage: Passage) -> dict[str, object]:
        """The refusal as a problem document."""
        told = self.problems[:MOST_PROBLEMS]
        return {
            "type": TYPE + self.name,
            "title": self.title,
            "status": self.status,
            "detail": " ".join(problem.what for problem in told[:5]),
            "instance": passage.urn,
            "count": len(self.problems),
            "problems": [
                {"what": each.what, "where": str(each.where), "why": each.why, "mend": each.mend}
                for each in told
            ],
        }


ErrorPage = Callable[[Scope, Refusal], Response]
"""Makes the page that people see in place of a problem document."""

_TITLES = {
    "not-signed-in": "Nobody is signed in.",
    "not-allowed": "This is not allowed.",
    "too-many-attempts": "Too many attempts; wait.",
    "not-found": "There is nothing here.",
    "not-so-any-more": "What was there has changed meanwhile.",
    "filing-unusable": "The filing does not fit the schema.",
    "policy-unusable": "The policy is not usable.",
    "not-possible": "This step is not possible.",
    "request-unusable": "The request is not usable.",
    "too-large": "The request is too large.",
    "method-not-allowed": "This address does not answer to this method.",
    "fault": "A fault of the service.",
    "unavailable": "The register cannot answer at the moment.",
}
_BY_CLASS: tuple[tuple[type[AndanteError], str, int], ...] = (
    (TooManyAttemptsError, "too-many-attempts", 429),
    (SignInError, "not-signed-in", 401),
    (AccessError, "not-allowed", 403),
    (MissingError, "not-found", 404),
    (UnavailableError, "unavailable", 503),
    (FilingError, "filing-unusable", 422),
    (PolicyError, "policy-unusable", 422),
    (RegisterError, "not-possible", 409),
    (ServiceError, "request-unusable", 400),
)
_BY_STATUS = {404: "not-found", 405: "method-not-allowed", 413: "too-large", 503: "unavailable"}


def refusal_of(error: Exception) -> Refusal:
    """What an error of ours is answered with. Anything else is a fault, of which nothing is told."""
    if isinstance(error, RequestError):
        return _refusal(error.name, error.status, error.problems)
    if isinstance(error, HTTPException):
        name = _BY_STATUS.get(error.status_code, "request-unusable")
        what = error.detail if error.status_code in (408, 413) else _TITLES[name]
        headers = dict(error.headers or {})
        if error.status_code in (408, 413):
            headers["Connection"] = "close"  # the rest is not read
        return _refusal(name, error.status_code, (Problem(what),), headers)
    for kind, name, status in _BY_CLASS:
        if isinstance(error, kind):
            headers = {}
            if isinstance(error, TooManyAttemptsError):
                headers["Retry-After"] = str(max(error.seconds, 1))
            elif status == 401:
                headers["WWW-Authenticate"] = 'Bearer realm="andante"'
            problems = (
                _without_places(error.problems)
                if isinstance(error, (RegisterError, PolicyError))
                else error.problems
            )
            return _refusal(name, status, problems, headers)
    return _refusal("fault", 500, (Problem("The service met a fault of its own; it is recorded."),))


def invalid_request(errors: Iterable[Mapping[str, Any]]) -> Refusal:
    """What is wrong with a request, from the checks of its parts; what was sent is not repeated."""
    problems = []
    for error in errors:
        place = [str(part) for part in error.get("loc", ())]
        problems.append(Problem(str(error.get("msg", "not usable")), Where(field=".".join(place) or None)))
    return _refusal("request-unusable", 422, tuple(problems))


def answer(scope: Scope, refusal: Refusal) -> Response:
    """The answer to a refused request: a page for whoever asks for HTML, else a problem document."""
    passage = passage_of(scope)
    passage.problem = refusal.name
    page: ErrorPage | None = getattr(getattr(scope.get("app"), "state", None), "error_page", None)
    if page is not None and wants_page(scope):
        response = page(scope, refusal)
        response.headers.update(refusal.headers)
        return response
    return JSONResponse(
        refusal.as_problem(passage),
        refusal.status,
        headers={**refusal.headers, "Cache-Control": "no-store"},
        media_type=MEDIA_TYPE,
    )


def answer_problem(scope: Scope, error: Exception) -> Response:
    """The answer to an error."""
    return answer(scope, refusal_of(error))


def answer_fault(passage: Passage) -> Response:
    """The answer to a fault of the service: its number, nothing else. No template that may fail makes it."""
    passage.problem = "fault"
    document = refusal_of(Exception()).as_problem(passage)
    return JSONResponse(document, 500, headers={"Cache-Control": "no-store"}, media_type=MEDIA_TYPE)


def wants_page(scope: Scope) -> bool:
    """Whether the answer is for a person's browser: outside the API, to a request that accepts HTML."""
    if str(scope.get("path", "")).startswith(("/api/", "/log/")):
        return False
    accept = dict(scope.get("headers", ())).get(b"accept", b"").decode("latin-1")
    return "text/html" in accept


def not_found(what: str = "There is nothing here, or you may not see it.") -> RequestError:
    """The answer for what does not exist and for what somebody may not know of: one and the same."""
    return RequestError("not-found", 404, what)


def _refusal(
    name: str, status: int, problems: tuple[Problem, ...], headers: Mapping[str, str] | None = None
) -> Refusal:
    title = _TITLES.get(name) or HTTPStatus(status).phrase
    return Refusal(name, status, title, problems, headers or {})


def _without_places(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The same without files of this machine: a visitor learns the field and the line, not our folders."""
    return tuple(
        Problem(
            each.what,
            Where(None, each.where.line, each.where.row, each.where.field, each.where.column),
            each.why,
            each.mend,
        )
        for each in problems
    )
