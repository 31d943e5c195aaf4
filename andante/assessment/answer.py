"""What a question of a deployment file is, and how each kind of question is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

AnswerType = Literal["text", "number", "flag", "choice", "date", "texts"]
SHARE = "fraction of one"


UNITS_ZH = {
    "": "",
    SHARE: "0至1之间的小数",
    "posts": "个岗位",
    "workers": "人",
    "people": "人",
    "proposals": "条建议",
    "days": "天",
    "currency a person": "每人金额",
    "hours a person": "每人小时数",
    "full-time equivalents": "折合全时岗位",
}
HELP_ZH = {
    "system.override.rate": "未测量的请留空。低于0.01时，人工复核可能流于形式。",
    "firm.other_automated_work_12m": "没有的请填0：该数计入总量，以防将一个应用拆成多个申报。",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One question: where its answer stands in the file, of which type and within which bounds.

    `attribute` is the path inside the Deployment. Numbers lie from `low` to `high` in `unit`; a count is
    `whole`.
    """

    path: str
    attribute: str
    type: AnswerType
    question: str
    question_zh: str
    help: str = ""
    unit: str = ""
    low: float = 0.0
    high: float = 1.0
    choices: tuple[str, ...] = ()
    example: str = ""
    whole: bool = False

    def asked(self, language: str) -> str:
        """The question in a language."""
        return self.question_zh if language == "zh" else self.question

    def counted_in(self, language: str) -> str:
        """The unit in a language."""
        return UNITS_ZH[self.unit] if language == "zh" else self.unit

    def helped(self, language: str) -> str:
        """The help in a language; empty where there is none."""
        return HELP_ZH.get(self.path, "") if language == "zh" else self.help


def text(path: str, attribute: str, question: str, zh: str, help: str = "", example: str = "") -> Answer:
    """A question answered in words."""
    return Answer(path, attribute, "text", question, zh, help, example=example)


def flag(path: str, attribute: str, question: str, zh: str, help: str = "") -> Answer:
    """A question answered by yes or no."""
    return Answer(path, attribute, "flag", question, zh, help, example="true")


def date(path: str, attribute: str, question: str, zh: str, help: str = "") -> Answer:
    """A question answered by a day."""
    return Answer(path, attribute, "date", question, zh, help, example="2027-03-01")


def number(
    path: str,
    attribute: str,
    question: str,
    zh: str,
    unit: str,
    high: float,
    help: str = "",
    low: float = 0.0,
    whole: bool = False,
) -> Answer:
    """A question answered by a number from `low` to `high`; a count is `whole`."""
    return Answer(path, attribute, "number", question, zh, help, unit, low, high, whole=whole)


def choice(
    path: str, attribute: str, question: str, zh: str, choices: tuple[str, ...], help: str = ""
) -> Answer:
    """A question answered by one of the words of `choices`."""
    return Answer(path, attribute, "choice", question, zh, help, choices=choices)
