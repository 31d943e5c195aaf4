"""What a reader must know beside the figures, above all: why a policy changed nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from andante.economy.parameters import definition
from andante.lab.comparison import Comparison, Note
from andante.lab.introduce import first_days
from andante.lab.run import PolicyRun
from andante.lab.scenario import DETAILED, NATIONAL, Scenario
from andante.policies.schema import Policy
from andante.reference.regions import outside_search

NOTHING = 1e-9  # a relative difference that is rounding


def notes_of(
    scenario: Scenario, result: Comparison, policies: Mapping[str, Policy], runs: Mapping[str, PolicyRun]
) -> Iterator[Note]:
    """Every note of a comparison."""
    if scenario.method == "people":
        yield from _people_notes(scenario)
    if scenario.detail == DETAILED:
        yield _detailed_note()
    elif scenario.detail != NATIONAL:
        yield from _region_notes(scenario)
    if not scenario.ranges:
        yield Note("no_ranges", "No ranges were asked for: every figure here stands without its uncertainty.")
    if scenario.months < 12:
        shorter = f"The horizon is {scenario.months} of 12 months"
        text = f"{shorter}: means over twelve months are means over all of them."
        yield Note("short_horizon", text, None, {"months": str(scenario.months)})
    if scenario.method == "average" and scenario.scale != 1.0:
        yield Note(
            "scale_average",
            "In method average the scale only scales counts: rates are those of the whole population.",
        )
    for name, policy in policies.items():
        yield from policy_notes(scenario, policy, runs[name])
        if name != result.reference and changed_nothing(runs[name], runs[result.reference]):
            yield unchanged_note(scenario, policy, policies[result.reference])


def _people_notes(scenario: Scenario) -> Iterator[Note]:
    if scenario.ranges:
        yield Note(
            "people_ranges",
            "Every worker is simulated in the central run of each policy; the ranges are those of method"
            " average, laid around it.",
        )
    if scenario.scale < 1.0:
        yield Note(
            "finite_size",
            f"At {scenario.scale:g} of the population whole numbers are coarse: levels are noisier than those"
            " of the country and may lie off them. Counts of people and filings, and the reviewers' capacity,"
            " are those of this part, not of the country.",
            None,
            {"scale": f"{scenario.scale:g}"},
        )


def _region_notes(scenario: Scenario) -> Iterator[Note]:
    share, low, high = outside_search(scenario.economy)
    yield Note(
        "regions",
        "Provinces or states keep their own mix of occupations; jobs of an occupation come and go alike in"
        " all of them, and how many people look elsewhere is assumed. Levels of regional unemployment are the"
        " model's own and fitted to no figure: compare changes, not levels.",
        None,
        {"share": f"{100 * share:g}", "low": f"{100 * low:g}", "high": f"{100 * high:g}"},
    )
    if scenario.ranges:
        yield Note(
            "regions_ranges",
            "The central run of each policy is regional; the ranges are those of the nation in method"
            " average, laid around it.",
        )


def _detailed_note() -> Note:
    return Note(
        "detailed",
        "The economy has its finest occupations and moves along the published network: the unemployed find"
        " fewer posts within reach, so that unemployment lies above the national level's, to which the model"
        " is fitted. Compare changes, not levels. A simulated filing is of one finer occupation in one firm:"
        " there are more and smaller ones than at the national level. Occupations are shown here summed to"
        " the national ones; the results folder holds each.",
    )


def policy_notes(scenario: Scenario, policy: Policy, run: PolicyRun) -> Iterator[Note]:
    """What of one policy never acted in this run, and why."""
    days = first_days(scenario.from_month, scenario.months)
    first, last = days[0].isoformat(), days[-1].isoformat()
    for name in policy.instruments_set():
        values = policy.instruments[name].values
        starts = [value.start for value in values]
        if min(starts) > days[-1]:
            slots = {"instrument": name, "start": min(starts).isoformat(), "last": last}
            yield Note(
                "after_horizon",
                f"{policy.name}: {name} starts on {slots['start']}, after the last month: it never acts.",
                policy.name,
                slots,
            )
        elif all(value.until is not None and value.until <= days[0] for value in values):
            slots = {"instrument": name, "first": first}
            yield Note(
                "before_horizon",
                f"{policy.name}: {name} ended before the first month ({first}): it never acts.",
                policy.name,
                slots,
            )
    yield from _inert(scenario, policy, run)
    yield from _idle_rules(policy, run)
    yield from _trainees(policy, run)


def _trainees(policy: Policy, run: PolicyRun) -> Iterator[Note]:
    """Who is in training is not counted as unemployed: what the rates are with them."""
    months = min(12, run.part("unemployment_rate").shape[1])

    def at_the_end(name: str) -> float:
        return 100 * float(run.part(name)[0, -months:].mean())

    surveyed, young = at_the_end("unemployment_rate"), at_the_end("youth_unemployment_rate")
    slots = {
        "rate": f"{surveyed:.1f}",
        "counted": f"{at_the_end('unemployment_rate_with_trainees'):.1f}",
        "young": f"{young:.1f}",
        "young_counted": f"{at_the_end('youth_unemployment_rate_with_trainees'):.1f}",
    }
    if slots["rate"] != slots["counted"] or slots["young"] != slots["young_counted"]:
        yield Note(
            "trainees",
            f"{policy.name}: people in training are not counted as unemployed. Counted, unemployment at the"
            f" end is {slots['counted']} % instead of {slots['rate']} %, and {slots['young_counted']} %"
            f" instead of {slots['young']} % at 16-24.",
            policy.name,
            slots,
        )


def _inert(scenario: Scenario, policy: Policy, run: PolicyRun) -> Iterator[Note]:
    """Instruments that never acted, as the economy found them in the central run."""
    for each in run.inert:
        if each.name not in policy.instruments:
            continue  # the economy's own default, not something that the policy set
        slots = {"instrument": each.name}
        text = f"{policy.name}: {each.name} never acted. {each.reason}"
        if each.kind == "assist_first_inert":
            text, asked = _assist_first_words(scenario, policy)
            slots |= asked
        elif each.kind == "cap_never_bound":
            text = f"{policy.name}: the cap on the pace of automation never bound in the central run."
        yield Note(each.kind, text, policy.name, slots)


def _assist_first_words(scenario: Scenario, policy: Policy) -> tuple[str, dict[str, str]]:
    """What the rule asks for beside what firms do by themselves."""
    days = first_days(scenario.from_month, scenario.months)
    mandate = float(policy.instrument_path("assist_first.mandate", days).max())
    about = definition("automation_share")
    assisted = 1.0 - scenario.overrides.get(about.name, about.default_for(scenario.economy))
    text = (
        f"{policy.name}: the assist-first rule asks for {mandate:.0%}, and firms assist in {assisted:.0%}"
        " by themselves: it changes nothing."
    )
    return text, {"mandate": f"{mandate:.2f}", "assisted": f"{assisted:.2f}"}


def _idle_rules(policy: Policy, run: PolicyRun) -> Iterator[Note]:
    for rule, work in _rule_work(run).items():
        if work == 0.0:
            yield Note(
                "rule_never_decided",
                f"{policy.name}: the rule {rule} decided no simulated filing.",
                policy.name,
                {"rule": rule},
            )


def _rule_work(run: PolicyRun) -> dict[str, float]:
    if "work_by_rule" not in run.series:
        return {}
    totals = run.part("work_by_rule")[0].sum(axis=0)
    return {rule: float(totals[i]) for i, rule in enumerate(run.rules)}


def changed_nothing(run: PolicyRun, reference: PolicyRun) -> bool:
    """Whether two runs agree in every series, to rounding."""
    for name in ("unemployment_rate", "automated_work", "log_output", "labour_share"):
        if name in run.series:
            a, b = run.part(name)[0], reference.part(name)[0]
            if not np.allclose(a, b, rtol=NOTHING, atol=1e-15):
                return False
    return True


def unchanged_note(scenario: Scenario, policy: Policy, reference: Policy) -> Note:
    """Say that a policy changed nothing against the reference, and for which reason."""
    days = first_days(scenario.from_month, scenario.months)
    named = dict.fromkeys([*policy.instruments_set(), *reference.instruments_set()])
    otherwise = [
        name
        for name in named
        if not np.array_equal(
            policy.instrument_path(name, days), reference.instrument_path(name, days), equal_nan=True
        )
    ]
    span = f"between {scenario.from_month} and {days[-1].isoformat()[:7]}"
    if otherwise:
        reason = f"what it sets otherwise ({', '.join(otherwise)}) never bound"
    elif policy.hash == reference.hash:
        reason = "both files say the same"
    else:
        reason = f"{span} it sets the same, and its rules decided alike; check its dates"
    text = f"{policy.name} changed nothing against {reference.name}: {reason}."
    return Note("changed_nothing", text, policy.name, {"reference": reference.name, "reason": reason})
