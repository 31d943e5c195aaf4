"""What a policy can decide, how a filing is handled, and how a system is used: the shared enumerations."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Outcome(IntEnum):
    """The decision on one filing. The order is the severity: a higher outcome wins over a lower one."""

    NOT_REQUIRED = 0
    APPROVE = 1
    APPROVE_WITH_CONDITIONS = 2
    NEEDS_INFORMATION = 3
    REJECT = 4

    @property
    def word(self) -> str:
        """The outcome as files, commands and pages write it, e.g. ``approve_with_conditions``."""
        return self.name.lower()

    @classmethod
    def from_word(cls, word: str) -> Outcome:
        """Return the outcome written as `word`; ValueError if there is none."""
        for outcome in cls:
            if outcome.word == word:
                return outcome
        raise ValueError(f"{word!r} is not an outcome; outcomes are {', '.join(o.word for o in cls)}")


class Mode(StrEnum):
    """How the system is used: people keep the task and are faster, or the system takes it over."""

    AUGMENT = "augment"
    AUTOMATE = "automate"


class ProcedureName(StrEnum):
    """How a filing is handled, in order of strictness: a later one wins over an earlier one."""

    SIMPLIFIED = "simplified"
    ORDINARY = "ordinary"
    EXPERT_RE_REVIEW = "expert_re_review"
    EMERGENCY = "emergency"

    @property
    def strictness(self) -> int:
        """0 for the most lenient procedure, rising."""
        return list(ProcedureName).index(self)
