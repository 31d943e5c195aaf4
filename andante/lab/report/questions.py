"""The opener of the appendix: eight questions, each with one sentence, one picture and one caveat."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from andante.lab.comparison import CENTRAL, Measure
from andante.lab.report.measures import GAINS, INDEXES, Scaled, difference_unit, scaled
from andante.lab.report.naming import capital, competitor_title, economy_in_sentence, in_sentence
from andante.lab.report.numbers import agreement_key, number
from andante.lab.report.people import JOBS
from andante.lab.report.sentences import assumptions_tested, headline_policy
from andante.lab.report.technology_gap import common_lead
from andante.lab.report.view import Desk, Question, Section

UNKNOWN = Measure(None, None, None, "")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: the measures its sentence speaks of, and where its picture may stand, the best first."""

    id: str
    measures: tuple[str, ...]
    pictures: tuple[str, ...]


QUESTIONS = (
    Asked("growth", ("output_gain",), ("path-output_gain",)),
    Asked("jobs", ("peak_unemployment_rate",), ("path-unemployment_rate",)),
    Asked("young", ("peak_youth_unemployment_rate", "graduates_without_work_rate"), ("young",)),
    Asked("work", (), ("who-jobs",)),
    Asked("stress", ("unrest_index_peak",), ("stress",)),
    Asked("race", ("productivity_gap",), ("race",)),
    Asked("upgrading", ("upgrading_index",), ("upgrading",)),
    Asked("pays", ("welfare_change",), ("pays", "who-age")),
)


def questions_section(desk: Desk, sections: Collection[Section]) -> Section:
    """The eight rows; each links to a picture that stands in `sections`."""
    places = {section.id: section.title for section in sections}
    places |= {figure.id: section.title for section in sections for figure in section.figures}
    rows = tuple(_row(desk, asked, places) for asked in QUESTIONS)
    ranges = assumptions_tested(desk.comparison) > 0
    lead = desk.say("questions.lead" if ranges else "questions.lead_bare")
    return Section("questions", desk.say("questions"), (lead,), questions=rows)


def _row(desk: Desk, asked: Asked, places: Mapping[str, str]) -> Question:
    anchor = next((picture for picture in asked.pictures if picture in places), "")
    say = desk.say
    where = say("questions.picture", section=places[anchor]) if anchor else say("questions.no_picture")
    return Question(
        asked.id,
        say(f"question.{asked.id}"),
        sentence(desk, asked),
        anchor,
        where,
        say(f"question.{asked.id}.caveat"),
    )


def sentence(desk: Desk, asked: Asked) -> str:
    """The one sentence that answers a question, from slots alone."""
    policy = headline_policy(desk.comparison)
    if policy is None:
        return _alone(desk, asked)
    if asked.id == "work":
        return _work(desk, policy)
    said = [clause for name in asked.measures if (clause := _clause(desk, policy, name))]
    if not said:
        return desk.say("question.unknown")
    tail = _payers(desk, policy) if asked.id == "pays" else _lead(desk) if asked.id == "race" else ""
    return desk.say(
        "question.sentence",
        policy=capital(desk.names[policy]),
        clauses=desk.say("question.and").join(said) + tail,
    )


def _clause(desk: Desk, policy: str, name: str) -> str:
    """What a policy does to one measure against the reference; empty where that is not known."""
    say = desk.say
    figure = scaled(name, desk.comparison.differences.get(policy, {}).get(name, UNKNOWN), say.language)
    if figure is None:
        return ""
    slots = {
        "measure": _measure(desk, name),
        "reference": in_sentence(desk.reference, say.language),
    }
    signs = _signs(desk, policy, name)
    if not figure.clear:
        return say("question.unclear", **slots, range=_range(desk, figure, False, signs))
    below = figure.value < 0
    return say(
        "question.below" if below else "question.above",
        **slots,
        d=figure.size or number(abs(figure.value), 1),
        unit=_unit(desk, name),
        range=_range(desk, figure, below, None),
        certainty=_certainty(desk, signs, below),
    )


def _measure(desk: Desk, name: str) -> str:
    """What a measure is called inside a sentence."""
    names = competitor_title(desk.comparison, desk.say), economy_in_sentence(desk.comparison, desk.say)
    return desk.say(f"asked.{name}", competitor=names[0], economy=names[1])


def _unit(desk: Desk, name: str) -> str:
    """The unit behind a figure, with the space it needs; an index has none."""
    if name in INDEXES:
        return ""
    unit = desk.say("unit.percent") if name in GAINS else difference_unit(name, desk.say)
    return f" {unit}" if desk.say.language == "en" else unit


def _signs(desk: Desk, policy: str, name: str) -> tuple[int, int, int] | None:
    """In how many tested sets a difference is below and above zero, and of how many; None without ranges."""
    effects = desk.comparison.effects.get(policy, {}).get(name, {})
    values = [value for value in effects.values() if math.isfinite(value)]
    if len(values) < 2 or set(effects) == {CENTRAL}:
        return None
    return sum(value < 0 for value in values), sum(value > 0 for value in values), len(values)


def _range(desk: Desk, figure: Scaled, negated: bool, signs: tuple[int, int, int] | None) -> str:
    interval = figure.interval(negated, signed=False)
    if interval is None:
        return ""
    low, high = interval[0], interval[1] + figure.word
    if signs is None:
        return desk.say("range", low=low, high=high)
    return desk.say("question.range_unclear", low=low, high=high, above=signs[1], sets=signs[2])


def _certainty(desk: Desk, signs: tuple[int, int, int] | None, below: bool) -> str:
    """In how many tested sets the direction holds, with the words for it; empty without ranges."""
    if signs is None:
        return ""
    holds = signs[0] if below else signs[1]
    key = agreement_key(holds, signs[2])
    return "" if key is None else desk.say(f"question.certain.{key}", holds=holds, sets=signs[2])


def _work(desk: Desk, policy: str) -> str:
    """Employment in the three jobs people ask about, under the policy and under the reference."""
    say, table = desk.say, desk.comparison.occupations
    own, base = ({row.id: row for row in table.get(name, ())} for name in (policy, desk.comparison.reference))
    jobs = [
        say(
            "question.job",
            job=in_sentence(say(f"occupation.{job}"), say.language),
            own=number(100.0 * own[job].employment_change, 1, signed=True),
            base=number(100.0 * base[job].employment_change, 1, signed=True),
        )
        for job in JOBS
        if job in own and job in base
    ]
    if not jobs:
        return say("question.unknown")
    return say(
        "question.work.sentence",
        policy=in_sentence(desk.names[policy], say.language),
        reference=in_sentence(desk.reference, say.language),
        jobs=_listed(desk, jobs),
    )


def _lead(desk: Desk) -> str:
    """That the technology gap is no policy's doing, where it is the same under all of them."""
    lead = common_lead(desk)
    return "" if lead is None else desk.say("question.race.same", ahead=lead[0], x=lead[1])


def _listed(desk: Desk, items: Sequence[str]) -> str:
    """Items that hold commas themselves, set apart by semicolons."""
    return ("；" if desk.say.language == "zh" else "; ").join(items)


def _payers(desk: Desk, policy: str) -> str:
    """Which age carries most of the difference in welfare; empty where groups are not known."""
    groups = desk.comparison.groups
    parts: dict[str, list[float]] = {}
    for name, sign in ((policy, 1.0), (desk.comparison.reference, -1.0)):
        for row in groups.get(name, ()):
            parts.setdefault(row.age, []).append(sign * row.contribution)
    if not groups.get(policy) or not groups.get(desk.comparison.reference):
        return ""
    sums = {age: math.fsum(values) for age, values in parts.items()}
    age = max(sums, key=lambda each: abs(sums[each]))
    return desk.say(
        "question.payers", age=age.replace("-", "–"), part=number(100.0 * sums[age], 2, signed=True)
    )


def _alone(desk: Desk, asked: Asked) -> str:
    """With one policy there is no difference: its own figures."""
    say, name = desk.say, desk.comparison.reference
    if asked.id == "work":
        rows = {row.id: row for row in desk.comparison.occupations.get(name, ())}
        said = [
            say(
                "question.job_alone",
                job=in_sentence(say(f"occupation.{job}"), say.language),
                own=number(100.0 * rows[job].employment_change, 1, signed=True),
            )
            for job in JOBS
            if job in rows
        ]
        key = "question.work.alone"
    else:
        said = [clause for measure in asked.measures if (clause := _level(desk, name, measure))]
        key = "question.alone"
    if not said:
        return say("question.unknown")
    return say(key, policy=in_sentence(desk.names[name], say.language), clauses=_listed(desk, said))


def _level(desk: Desk, policy: str, name: str) -> str:
    say = desk.say
    figure = scaled(name, desk.comparison.measures.get(policy, {}).get(name, UNKNOWN), say.language)
    if figure is None:
        return ""
    return say(
        "question.level",
        measure=_measure(desk, name),
        value=figure.show(figure.value) + figure.word,
        unit=_unit(desk, name if name in INDEXES else "output_gain"),  # levels of rates are per cent too
        range=_range(desk, figure, False, None),
    )
