"""Every way to write a policy wrongly: one problem with file, line, what is wrong and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from small_policy import SMALL, line_of, spoiled

from andante.errors import PolicyError
from andante.filing.conditions import EFFECTS, EffectKind
from andante.policies.load import check_policy, load_policy


@dataclass(frozen=True)
class Wrong:
    """A passage, what replaces it, and what the problem must say; `at` stands on the line it must name."""

    id: str
    old: str
    new: str
    at: str
    what: str
    mend: str
    occurrence: int = 1
    others: int = 0


CASES = [
    Wrong("unknown key", "jurisdiction: CN\n", "jurisdiction: CN\ncolour: red\n", "colour", "unknown key",
          "the keys are"),
    Wrong("a base without a variant", "jurisdiction: CN\n", "base: market-led\n", "base:", "has no base",
          "variant: NAME"),
    Wrong("misspelt key", "introduction: One", "introdution: One", "introdution", "unknown key",
          'write "introduction"'),
    Wrong("misspelt beside the right one", "jurisdiction: CN\n", "jurisdiction: CN\ntitel: x\n",
          "titel: x", "unknown key", '"title" is there already'),
    Wrong("unknown key in a rule", "      procedure: ordinary\n",
          "      procedure: ordinary\n      weight: 3\n", "weight: 3", "unknown key", "the keys are"),
    Wrong("duplicate key", "jurisdiction: CN\n", "jurisdiction: CN\njurisdiction: US\n",
          "jurisdiction: US", "stands twice", "keep one"),
    Wrong("duplicate parameter", "procedures:\n",
          "  collective_dismissal: {unit: workers, values: {2008-01-01: {value: 3, source: s, tag: A}}}\n"
          "procedures:\n", "value: 3", "stands twice", "keep one"),
    Wrong("missing title", "title: A small policy\n", "", "policy: small", '"title" is missing', "add"),
    Wrong("missing source of a value", ', source: "chosen for a test"', "", "2026-01-01",
          '"source" is missing', "where the number comes from"),
    Wrong("empty source", 'source: "chosen for a test"', 'source: ""', "2026-01-01", "is empty",
          "where the number comes from"),
    Wrong("missing tag of a value", 'art. 41", tag: P}', 'art. 41"}', "2008-01-01", '"tag" is missing',
          "how far the source carries"),
    Wrong("unknown tag", 'art. 41", tag: P}', 'art. 41", tag: X}', "2008-01-01", '"X" is no tag',
          "P (primary"),
    Wrong("missing unit of an instrument", "    unit: share of the labour force a month\n", "", "pace.cap",
          '"unit" is missing', "with the unit in words"),
    Wrong("wrong unit of an instrument", "unit: share of the labour force a month", "unit: percent",
          "percent", "the unit of pace.cap is", 'write "share of the labour force a month"'),
    Wrong("unknown unit of a parameter", "unit: workers", "unit: wrokers", "wrokers", "none of the units",
          'write "workers"'),
    Wrong("wrong unit of a threshold", "    unit: days\n", "    unit: weeks\n", "unit: weeks",
          "the unit of notice_days", 'write "days"'),
    Wrong("wrong unit of an effect", "amount: 1, unit: months", "amount: 1, unit: weeks", "unit: weeks",
          "the unit of the effect notice", 'write "months"'),
    Wrong("missing dates",
          '    values:\n      2026-01-01: {value: 0.0005, source: "chosen for a test", tag: A}\n', "",
          "pace.cap", '"values" is missing', "2026-01-01"),
    Wrong("no dated value",
          'values:\n      2026-01-01: {value: 0.0005, source: "chosen for a test", tag: A}\n',
          "values: {}\n", "values: {}", "is empty", "add a date"),
    Wrong("value without a date", '2026-01-01: {value: 0.0005, source: "chosen for a test", tag: A}',
          "0.0005", "pace.cap", "is the number 0.0005", "dates with their values", others=0, occurrence=1),
    Wrong("bad date", "2026-01-01", "2026-02-30", "2026-02-30", "is not a date", "YYYY-MM-DD"),
    Wrong("date in another order", "2026-01-01", "01/01/2026", "01/01/2026", "is not a date",
          "YYYY-MM-DD"),
    Wrong("value out of range", "value: 0.0005", "value: 0.5", "value: 0.5", "is 0.5", "from 0 to 0.1"),
    Wrong("negative count", "value: 20", "value: -20", "value: -20", "is -20", "at least 0"),
    Wrong("value no number", "value: 20", "value: twenty", "twenty", "not a number", "write a number"),
    Wrong("number in quotes", "value: 20", 'value: "20"', '"20"', "not a number", "without quotes"),
    Wrong("per cent", "value: 0.0005", "value: 0.05%", "0.05%", "not a number", "write 0.0005"),
    Wrong("not a number of YAML", "value: 20", "value: .nan", ".nan", "not a number", "write a number"),
    Wrong("infinite number of YAML", "value: 0.0005", "value: .inf", ".inf", "not a number", "unlimited"),
    Wrong("no such instrument", "pace.cap:", "pace.capp:", "pace.capp", "no instrument named",
          'write "pace.cap"'),
    Wrong("unused parameter", ">= collective_dismissal", ">= 20", "collective_dismissal:",
          "no rule uses the parameter", "delete it"),
    Wrong("unused condition", "      outcome: approve_with_conditions\n"
          "      procedure: ordinary\n      conditions: [tell_the_staff]\n",
          "      outcome: approve\n      procedure: ordinary\n", "tell_the_staff:",
          "no rule uses the condition", "delete it"),
    Wrong("unused procedure", "      procedure: ordinary\n", "", "  ordinary:",
          "no rule uses the procedure", "delete it"),
    Wrong("parameter only in a text", ">= collective_dismissal",
          '>= 20 && sector == \\"collective_dismissal\\"', "collective_dismissal:",
          "no rule uses the parameter", "delete it", others=1),
    Wrong("condition without effect",
          '    effect: {kind: notice, amount: 1, unit: months, source: "30 days", tag: P}\n', "",
          "tell_the_staff:", '"effect" is missing', "what it does in the economy"),
    Wrong("unknown effect", "kind: notice", "kind: notise", "notise", "none of the effects",
          'write "notice"'),
    Wrong("effect out of range", "amount: 1, unit", "amount: 99, unit", "amount: 99", "is 99",
          "from 0 to 24"),
    Wrong("unknown metric", "metric: notice_days", "metric: notice_day", "metric:", "none of the metrics",
          'write "notice_days"'),
    Wrong("unknown comparator", '">="', '"=>"', '"=>"', "none of the comparators", ">="),
    Wrong("neither cadence nor due", "    due: 30 days before start\n", "", "tell_the_staff:",
          "neither a cadence nor a due date", "before start"),
    Wrong("both cadence and due", "    due: 30 days before start\n",
          "    due: 30 days before start\n    cadence: monthly\n", "due:", "both a cadence and a due date",
          "either"),
    Wrong("due in free words", "due: 30 days before start", "due: soon", "due: soon", "is no due date",
          "30 days before start"),
    Wrong("unknown procedure", "procedure: ordinary", "procedure: simplified", "procedure: simplified",
          "no procedure named", "ordinary", others=1),
    Wrong("procedure that no schema knows", "  ordinary:", "  ordinaryy:", "ordinaryy:",
          "no procedure named", 'write "ordinary"', others=1),
    Wrong("expiry neither way", "on_expiry: escalate", "on_expiry: approved", "on_expiry",
          "none of the answers", "accepted, escalate"),
    Wrong("negative clock", "decision_working_days: 79", "decision_working_days: -1",
          "decision_working_days", "is -1", "working days"),
    Wrong("unknown condition", "[tell_the_staff]", "[tell_the_staf]", "[tell_the_staf]",
          "no condition named", 'write "tell_the_staff"', others=1),
    Wrong("condition twice", "[tell_the_staff]", "[tell_the_staff, tell_the_staff]", "[tell_the_staff",
          "stands twice", "delete one"),
    Wrong("conditions on a rejection", "outcome: approve_with_conditions", "outcome: reject",
          "[tell_the_staff]", "the outcome reject names conditions", "approve_with_conditions"),
    Wrong("conditional without conditions", "      conditions: [tell_the_staff]\n", "",
          "approve_with_conditions", "names none", "conditions: [NAME]", others=1),
    Wrong("unknown outcome", "outcome: needs_information", "outcome: need_information", "need_information",
          "none of the outcomes", 'write "needs_information"'),
    Wrong("not required is no outcome of a rule", "outcome: needs_information", "outcome: not_required",
          "not_required", "none of the outcomes", "approve"),
    Wrong("duplicate rule id", "id: collective-displacement", "id: refusal-test", "id: refusal-test",
          "two rules have the id", "another id", occurrence=2),
    Wrong("bad rule id", "id: refusal-test", "id: Refusal Test", "Refusal Test", "no id of a rule",
          "small letters"),
    Wrong("rule without because", "      because: The refusal bank was not passed.\n", "",
          "id: refusal-test", '"because" is missing', "the sentence"),
    Wrong("rule without when", '      when: "refusal_rate < 0.95"\n', "", "id: refusal-test",
          '"when" is missing', "in quotes"),
    Wrong("source of a rule without tag", "      tag: P\n", "", 'art. 41"', '"tag" is missing', "together",
          occurrence=3),
    Wrong("unknown field in a rule", "refusal_rate <", "refusal_rat <", "refusal_rat", "unknown field",
          'write "refusal_rate"'),
    Wrong("type error in a rule", "refusal_rate < 0.95", "refusal_rate && true", "refusal_rate",
          "needs true or false", "compare the number"),
    Wrong("syntax error in a rule", "refusal_rate < 0.95", "refusal_rate <", "refusal_rate",
          "ends too early", ""),
    Wrong("units of a rule", "automated_work_12m >= coll", "notice_days >= coll", "notice_days >=",
          "puts days together with people", "one unit"),
    Wrong("model field in a deployment rule", "automated_work_12m >= coll",
          "refusal_rate >= 0.9 && 1 >= coll", "1 >= coll", "unknown field", "names are"),
    Wrong("rule that begins before its parameter",
          '      source: "Labour Contract Law art. 41"\n      tag: P\n', "      from: 2007-12-31\n",
          "from: 2007", "before the parameter collective_dismissal", "2008-01-01"),
    Wrong("rules no list", "rules:\n  model:\n    - id: refusal-test\n",
          "rules:\n  model:\n      id: refusal-test\n", "id: refusal-test", "is no list", "dash"),
    Wrong("a section that is a text", "  pace.cap:\n    unit: share of the labour force a month\n"
          '    values:\n      2026-01-01: {value: 0.0005, source: "chosen for a test", tag: A}\n',
          "  none\n", "instruments:", "is the text", "names of instruments"),
    Wrong("bad name of a policy", "policy: small", "policy: Small Policy", "Small Policy",
          "no name of a policy", "small letters"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_problem_names_file_line_what_and_mend(case: Wrong, tmp_path: Path) -> None:
    text = spoiled(case.old, case.new)
    file = tmp_path / "small.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        load_policy(file)
    problems = caught.value.problems
    line = line_of(case.at, text, case.occurrence)
    found = [p for p in problems if case.what in p.what and p.where.line == line]
    assert found, f"line {line} not named: " + "\n".join(map(str, problems))
    assert case.mend in found[0].mend
    assert found[0].mend, "every problem says how to mend it"
    assert all(p.where.file == str(file) for p in problems)
    assert len(problems) == 1 + case.others, "\n".join(map(str, problems))


def test_the_small_policy_is_right(tmp_path: Path) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL, encoding="utf-8")
    assert check_policy(file) == []
    policy = load_policy(file)
    rule = policy.rules["deployment"][0]
    assert (rule.line, rule.when_line) == (
        line_of("id: collective", SMALL),
        line_of("automated_work_12m", SMALL),
    )
    text = SMALL.splitlines()[(rule.when_line or 0) - 1]
    assert text[(rule.when_column or 0) - 1 :].startswith("automated_work_12m")


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    text = spoiled("value: 20", "value: x")
    text = spoiled("metric: notice_days", "metric: notice", text)
    text = spoiled("outcome: needs_information", "outcome: maybe", text)
    text = spoiled("unit: share of the labour force a month", "unit: share", text)
    text = spoiled("refusal_rate < 0.95", "refusal_rate <", text)
    file = tmp_path / "small.yaml"
    file.write_text(text, encoding="utf-8")
    lines = {problem.where.line for problem in check_policy(file)}
    wrong = ("value: x", "metric: notice", "outcome: maybe", "unit: share", "value: 0.0005")
    assert {line_of(passage, text) for passage in wrong[:4]} <= lines


def test_a_parameter_may_not_hide_a_field(tmp_path: Path) -> None:
    text = SMALL.replace("collective_dismissal", "firm_size")
    file = tmp_path / "small.yaml"
    file.write_text(text, encoding="utf-8")
    problems = check_policy(file)
    assert [p.where.line for p in problems] == [line_of("  firm_size:", text)]
    assert "field of a filing" in problems[0].what
    assert "another name" in problems[0].mend


def test_no_such_policy_names_the_nearest() -> None:
    with pytest.raises(PolicyError, match='write "market-led"'):
        load_policy("market-let")


def test_no_such_file_is_no_traceback(tmp_path: Path) -> None:
    for source in (tmp_path / "none.yaml", tmp_path, str(tmp_path / "none.yaml"), "a\0b", "x" * 5000):
        assert len(check_policy(source)) == 1


@pytest.mark.parametrize("kind", EffectKind)
def test_an_effect_of_a_neutral_amount_is_refused(kind: EffectKind, tmp_path: Path) -> None:
    effect = EFFECTS[kind]
    file = tmp_path / "small.yaml"
    for amount, wrong in ((effect.neutral, True), ((effect.low + effect.high) / 2, False)):
        new = f"kind: {kind.value}, amount: {amount:g}, unit: {effect.unit}"
        file.write_text(spoiled("kind: notice, amount: 1, unit: months", new), encoding="utf-8")
        problems = check_policy(file)
        assert len(problems) == wrong, "\n".join(map(str, problems))
        for problem in problems:
            assert "changes nothing" in problem.what
            assert "delete the condition" in problem.mend
            assert problem.where.line == line_of("effect:", SMALL)
