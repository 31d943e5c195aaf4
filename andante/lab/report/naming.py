"""What things are called on a page: policies, assumptions, months; all from the data, all short enough."""

from __future__ import annotations

import re

from andante.lab.comparison import Comparison, PolicySummary
from andante.lab.report.catalogue import Words

LONGEST_NAME = 34
MOST_WORDS = 5


def policy_name(summary: PolicySummary, words: Words) -> str:
    """A policy's short name: the translation of a packaged one, or its title without its brackets."""
    if words.language != "en" and words.known(f"policy.{summary.name}"):
        return words(f"policy.{summary.name}")
    title = re.split(r"\s*[(:（：]", summary.title, maxsplit=1)[0].strip() or summary.name
    short = " ".join(title.split()[:MOST_WORDS])
    return short if len(short) <= LONGEST_NAME else short[: LONGEST_NAME - 1].rstrip() + "…"


def names_of(comparison: Comparison, words: Words) -> dict[str, str]:
    """Policy name -> what it is called; where two short names agree, the file's own names tell them apart."""
    names = {summary.name: policy_name(summary, words) for summary in comparison.policies}
    taken = list(names.values())
    return {key: name if taken.count(name) == 1 else key[:LONGEST_NAME] for key, name in names.items()}


def in_sentence(name: str, language: str) -> str:
    """What a name becomes inside an English sentence: lower case at its start, acronyms left alone."""
    if language != "en" or len(name) < 2 or name[1].isupper():
        return name
    return name[0].lower() + name[1:]


def assumption_title(parameter: str, title: str, words: Words) -> str:
    """An assumption in words: from the catalogue, else its title, else its name."""
    return words.or_else(f"assumption.{parameter}", title or parameter.replace("_", " "))


def capital(text: str) -> str:
    """The first letter in upper case."""
    return text[:1].upper() + text[1:]


def month_number(month: str) -> int:
    """Months since year 0 of a "YYYY-MM"."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def year_position(month: str) -> float:
    """Position of a month on an axis of years: "2026-01" -> 2026.0."""
    return month_number(month) / 12.0


def last_month(comparison: Comparison) -> str:
    """The last month of the runs."""
    number = month_number(comparison.from_month) + comparison.months - 1
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def month_words(month: str, language: str) -> str:
    """A month as people write it."""
    if language == "zh":
        return f"{month[:4]}年{int(month[5:7])}月"
    names = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    return f"{names[int(month[5:7]) - 1]} {month[:4]}"


def economy_title(comparison: Comparison, words: Words) -> str:
    """The economy's title in the language of the page."""
    return comparison.economy_title_zh if words.language == "zh" else comparison.economy_title


def economy_in_sentence(comparison: Comparison, words: Words) -> str:
    """The economy inside a sentence: with the article that its English name needs."""
    return words.or_else(f"economy.{comparison.economy}", economy_title(comparison, words))


def competitor_title(comparison: Comparison, words: Words) -> str:
    """The competitor inside a sentence, in the language of the page; empty where none was simulated."""
    competitor = comparison.competitor
    if competitor is None:
        return ""
    title = competitor.title_zh if words.language == "zh" and competitor.title_zh else competitor.title
    return words.or_else(f"competitor.{competitor.economy}", title)
