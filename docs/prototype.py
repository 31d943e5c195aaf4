"""Writes the figures of docs/prototype.md between its marks: `python docs/prototype.py`; tested."""

from __future__ import annotations

from pathlib import Path

from andante.lab.compare import compare
from andante.lab.comparison import Comparison
from andante.lab.scenario import Scenario

PAGE = Path(__file__).with_name("prototype.md")
BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->"
CHINA = ("market-led", "controlled-innovation", "augmentation-first", "gradual-tax")
PROTOTYPE = {
    ("china", "market-led"): ("6.12 / 5.93", "20.7", "1.45", "-.10", "25.0", "5.7 / 6.3"),
    ("china", "controlled-innovation"): ("5.45 / 5.41", "19.5", "1.30", ".20", "15.3", "3.7 / 7.8"),
    ("china", "augmentation-first"): ("5.69 / 5.62", "19.7", "1.23", ".13", "11.3", "2.8 / 8.3"),
    ("china", "gradual-tax"): ("6.10 / 5.96", "20.7", "1.42", "-.17", "23.8", "5.5 / 6.5"),
    ("united-states", "market-led"): ("5.15 / 5.07", "16.7", "1.86", ".47", "11.7", "7.7 / 8.5"),
    ("united-states", "controlled-innovation"): ("4.76 / 4.76", "15.4", "1.58", ".48", "6.1", "4.3 / 10.4"),
}
HEAD = (
    "economy, policy", "", "peak / final unemployment %", "peak youth %", "TFP %", "output %",
    "automated work, million full-time", "taken over / assisted, % of tasks",
)  # fmt: skip


def figures() -> str:
    """The table: two lines a policy, the prototype's and ours."""
    lines = ["| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD)]
    for economy, policies in (("china", CHINA), ("united-states", CHINA[:2])):
        found = compare(Scenario(economy=economy, policies=policies, ranges=False))
        for policy in policies:
            before = PROTOTYPE[economy, policy]
            lines.append("| " + " | ".join((f"{economy}, {policy}", "prototype", *before)) + " |")
            lines.append("| " + " | ".join(("", "now", *_ours(found, policy))) + " |")
    return "\n".join(lines) + "\n"


def _ours(found: Comparison, policy: str) -> tuple[str, ...]:
    def value(measure: str) -> float:
        number = found.measures[policy][measure].value
        assert number is not None
        return number

    return (
        f"{100 * value('peak_unemployment_rate'):.2f} / {100 * value('final_unemployment_rate'):.2f}",
        f"{100 * value('peak_youth_unemployment_rate'):.1f}",
        f"{100 * value('tfp_gain'):.2f}",
        f"{100 * value('output_gain'):.2f}",
        f"{value('automated_work') / 1e6:.1f}",
        f"{100 * value('automated_task_share'):.1f} / {100 * value('augmented_task_share'):.1f}",
    )


def with_figures(page: str) -> str:
    """The page with today's figures between the marks."""
    head, rest = page.split(BEGIN, 1)
    return head + BEGIN + figures() + END + rest.split(END, 1)[1]


if __name__ == "__main__":
    PAGE.write_text(with_figures(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
