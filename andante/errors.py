"""Every error a user can meet: what is wrong, where, why, and how to mend it.

A loader collects `Problem`s and raises one `AndanteError` that carries all of them; the command line
prints them on standard error and exits with code 2. Nothing in this room imports anything of Andante.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Where:
    """A place a reader can go to: a file with line and column, a row of a table, a field, or a key path."""

    file: str | None = None
    line: int | None = None
    row: int | None = None
    field: str | None = None
    column: int | None = None

    def __str__(self) -> str:
        place = self.file or ""
        if self.line is not None:
            place = f"{place}:{self.line}" if place else f"line {self.line}"
            if self.column is not None:
                place += f":{self.column}"
        parts = [place] if place else []
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.field is not None:
            parts.append(self.field)
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `mend` says what to do about it, in one sentence."""

    what: str
    where: Where = Where()
    why: str = ""
    mend: str = ""

    def __str__(self) -> str:
        place = str(self.where)
        lines = [f"{place}: {self.what}" if place else self.what]
        if self.why:
            lines.append(f"    why: {self.why}")
        if self.mend:
            lines.append(f"    mend: {self.mend}")
        return "\n".join(lines)


class AndanteError(Exception):
    """Something the user can mend. Carries every problem found, not only the first."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[AndanteError], tuple[tuple[Problem, ...]]]:
        """How an error of a worker process travels: by its problems, not by their text."""
        return type(self), (self.problems,)


class FilingError(AndanteError):
    """A filing does not fit the schema."""


class PolicyError(AndanteError):
    """A policy, variant or rule does not load or compile."""


class ReferenceDataError(AndanteError):
    """A reference table or economy is missing, damaged or not what was asked for."""


class ScenarioError(AndanteError):
    """A scenario, an assumption or a results folder is not usable."""


class AssessmentError(AndanteError):
    """A deployment file, a roster, a review file or another input of an assessment is not usable."""


class RegisterError(AndanteError):
    """A log, a proof, a key or a checkpoint of the register does not fit, or cannot be used."""


class AccessError(RegisterError):
    """Somebody may not do this: what was refused, and why, in words that this somebody may know."""


class MissingError(RegisterError):
    """There is no such thing, or somebody may not know of it: said in the same words."""


class UnavailableError(RegisterError):
    """The database is busy, full or out of reach; the same request may succeed later."""


class SignInError(AccessError):
    """Nobody is signed in: a wrong password, or a session, token or link that is unknown or over."""


class TooManyAttemptsError(SignInError):
    """Sign-in waits, `seconds` from now, because attempts failed before."""

    def __init__(self, problems: Problem | Iterable[Problem], seconds: int = 0) -> None:
        super().__init__(problems)
        self.seconds = seconds

    def __reduce__(self) -> tuple[type[AndanteError], tuple[tuple[Problem, ...], int]]:  # type: ignore[override]
        """How it travels between processes."""
        return type(self), (self.problems, self.seconds)


class ServiceError(AndanteError):
    """A setting, a request or an upload of the web service is not usable."""


class IdentityError(AndanteError):
    """An accounting identity was violated: the run stops and names month, cell and amount."""
