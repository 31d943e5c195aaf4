"""The whole document: well-formed, self-contained, escaped, quick, honest about what is missing."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from report_sample import TITLES, sample_comparison, without_ranges
from test_report_catalogue import FORBIDDEN

from andante.lab import comparison as c
from andante.lab.report.render import page, render_report
from andante.lab.report.why import flow_differences

PAIR = ("market-led", "controlled-innovation")
SVG = "{http://www.w3.org/2000/svg}"


def visible(html: str) -> str:
    """The words of a page."""
    bare = re.sub(r"<(style|script)>.*?</\1>", "", html, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", bare)


def pictures(html: str) -> list[str]:
    """The charts of a page."""
    return re.findall(r"<svg .*?</svg>", html, flags=re.DOTALL)


@pytest.fixture(scope="module")
def html() -> str:
    return render_report(sample_comparison())


def test_it_is_one_document_that_needs_nothing_else(html: str) -> None:
    assert html.startswith("<!doctype html>")
    assert len(html.encode()) < 700_000
    assert not re.search(r'(src|href)="(?!data:|#)', html)
    assert not re.search(r"@import|url\((?!#)|https?://(?!www\.w3\.org/2000/svg)", html)
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for target in re.findall(r'href="#([^"]+)"', html):
        assert target in ids


def test_the_same_comparison_gives_the_same_document() -> None:
    assert render_report(sample_comparison()) == render_report(sample_comparison())


def test_every_chart_stands_alone(html: str) -> None:
    drawn = pictures(html)
    assert len(drawn) >= 30  # both languages
    for svg in drawn:
        root = ET.fromstring(svg)
        words = " ".join(node.text or "" for node in root.iter(f"{SVG}text"))
        assert "Simulation, not a forecast" in words or "模拟推演，非预测" in words
        assert "Andante 0.1.0" in words
        assert root.get("aria-hidden") == "true"
        marks = [node for node in root.iter() if "mark" in (node.get("class") or "")]
        assert marks, words


def test_every_chart_has_its_figures_as_a_table(html: str) -> None:
    for figure in re.findall(r"<figure .*?</figure>", html, flags=re.DOTALL):
        assert "<details>" in figure
        assert "<table>" in figure


def test_text_lies_inside_the_picture(html: str) -> None:
    for svg in pictures(html):
        root = ET.fromstring(svg)
        _, _, width, height = map(float, (root.get("viewBox") or "").split())
        for node in root.iter(f"{SVG}text"):
            assert 0 <= float(node.get("x") or 0) <= width, node.text
            assert 5 <= float(node.get("y") or 0) <= height, node.text


def test_no_forbidden_word_on_a_page(html: str) -> None:
    found = FORBIDDEN.search(visible(html))
    assert found is None, found


def test_html_in_titles_and_texts_is_escaped() -> None:
    nasty = '<script>alert("x")</script>&<img src=x onerror=alert(1)>'
    comparison = sample_comparison(titles={"market-led": nasty[:30], "controlled-innovation": nasty})
    policy = comparison.policies[0]
    comparison = replace(
        comparison,
        economy_title=nasty,
        policies=(replace(policy, instruments=(replace(policy.instruments[0], source=nasty),)),
                  *comparison.policies[1:]),
        notes=(c.Note("unheard_of", nasty),),
        command=nasty,
        data_labels=(c.DataLabel(nasty, "official", nasty, nasty, nasty),),
        version=nasty,
    )  # fmt: skip
    html = render_report(comparison)
    assert html.count("<script>") == 1
    assert "<img" not in html
    assert "onerror=alert(1)&gt;" in html
    for svg in pictures(html):
        ET.fromstring(svg)


def test_braces_in_titles_are_text() -> None:
    html = render_report(sample_comparison(titles={"market-led": "{policy} {0} %s {{x}}"}))
    assert "{policy} {0} %s {{x}}" in visible(html)


def test_titles_of_any_length_do_not_break_the_page() -> None:
    long = "Extraordinarily comprehensive multilateral framework for approval of systems " * 3
    for svg in pictures(render_report(sample_comparison(titles=dict.fromkeys(TITLES, long)))):
        ET.fromstring(svg)


def test_every_policy_can_be_the_reference() -> None:
    for name in ("market-led", "controlled-innovation", "augmentation-first"):
        made = page(sample_comparison(reference=name), "en")
        assert len(made.strips) == 4
        assert [head.reference for head in made.policies.heads].count(True) == 1


def test_differences_are_bold_and_the_reference_never_is() -> None:
    made = page(sample_comparison(PAIR), "en")
    by_row = dict(made.policies.rows)
    assert len(by_row) == 6
    assert not any(cells[0].differs for cells in by_row.values())
    assert by_row["Cap on automation"][1].differs
    assert by_row["Cap on automation"][1].lines == (
        "0.05\u00a0% of the labour force a month",
        "tightens with unemployment",
    )
    assert by_row["Cap on automation"][1].assumed
    assert by_row["Approval of models"][1].lines == ("wait of 4 months",)
    assert all(cell.sources for row in by_row.values() for cell in row if cell.since)


def test_flows_add_up_to_the_change() -> None:
    comparison = sample_comparison()
    terms, total = flow_differences(comparison.flows["controlled-innovation"], comparison.flows["market-led"])
    assert sum(value for _, value in terms) == pytest.approx(total, rel=1e-9)


def test_the_peaks_in_the_findings_are_the_peaks_of_the_measures() -> None:
    comparison = sample_comparison()
    made = page(comparison, "en")
    paths = next(section for section in made.sections if section.id == "paths")
    youth = comparison.paths["controlled-innovation"]["youth_unemployment_rate"].value[38:]
    peak = max(sum(youth[t - 11 : t + 1]) / 12 for t in range(11, len(youth)))
    assert f"peaks lowest, at {100 * peak:.1f}" in paths.figures[1].finding


def test_a_finding_claims_nothing_where_no_policy_differs_clearly() -> None:
    made = page(sample_comparison(spread=1.7), "en")
    paths = next(section for section in made.sections if section.id == "paths")
    assert paths.figures[0].finding == "No clear difference between the policies"


def test_failing_targets_come_first() -> None:
    made = page(sample_comparison(), "en")
    fit = next(section for section in made.sections if section.id == "fit")
    assert fit.tables[0].rows[0][0].startswith("F11")
    assert "✗" in fit.tables[0].rows[0][4]
    assert "1 of 2 targets met." in fit.lead


def test_published_definitions_are_never_joined() -> None:
    made = page(sample_comparison(), "en")
    young = next(section for section in made.sections if section.id == "young")
    keys = [t.text or "" for t in ET.fromstring(young.figures[0].pictures[0]).iter(f"{SVG}text")]
    assert sum("students counted" in key for key in keys) == 1
    assert sum("without students" in key for key in keys) == 1


def test_notes_are_told_in_the_language_of_the_page() -> None:
    comparison = replace(
        sample_comparison(),
        notes=(
            c.Note(
                "changed_nothing", "x", "controlled-innovation", {"reference": "market-led", "reason": "r"}
            ),
        ),
    )
    assert "changed nothing against" in page(comparison, "en").alerts[0]
    assert "没有任何变化" in page(comparison, "zh").alerts[0]


@pytest.mark.parametrize(
    "comparison",
    [
        sample_comparison(("market-led",)),
        without_ranges(sample_comparison()),
        sample_comparison(economy="united-states"),
        sample_comparison(tuple(TITLES)),
        replace(sample_comparison(), paths={}, flows={}, occupations={}, decisions={}, observed=(), fit=(),
                notes=(), data_labels=(), parameters=(), order_turns=()),
        replace(sample_comparison(), measures={}, differences={}, effects={}),
        replace(sample_comparison(), method="people", scale=0.001, digest="ab" * 32),
    ],
    ids=["alone", "bare", "united-states", "four", "empty", "unmeasured", "people"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "zh"])
def test_whatever_is_missing_the_report_is_written(comparison: c.Comparison, language: str) -> None:
    html = render_report(comparison, language)
    assert html.startswith("<!doctype html>")
    assert f'<html lang="{language}"' in html
    for svg in pictures(html):
        ET.fromstring(svg)
    assert "nan" not in visible(html).lower().split()


def test_another_language_is_refused() -> None:
    with pytest.raises(ValueError, match="en and zh"):
        render_report(sample_comparison(), "fr")


def test_the_chinese_page_gives_a_rule_s_chinese_reason_and_quotes_one_without() -> None:
    plain = sample_comparison()
    decided = dict(plain.decisions)
    name = next(each for each, summary in decided.items() if summary.rules)
    first, *others = decided[name].rules
    decided[name] = replace(decided[name], rules=(replace(first, because_zh="须告知职工。"), *others))

    def reasons(language: str) -> list[str]:
        section = next(
            each for each in page(replace(plain, decisions=decided), language).sections if each.id == "rules"
        )
        return [row[2] for table in section.tables for row in table.rows]

    assert "须告知职工。" in reasons("zh")
    assert first.because not in reasons("zh")
    assert first.because in reasons("en")
    assert others[0].because in reasons("zh")
