"""A first run: two policies on urban China, three figures. Run with: python examples/first_run.py

The figures are those of `andante compare --policies market-led,controlled-innovation`.
"""

from andante.lab.compare import compare
from andante.lab.comparison import Measure
from andante.lab.scenario import Scenario
from andante.policies.load import load_policy
from andante.reference.economies import load_economy

FIGURES = {
    "peak_youth_unemployment_rate": "peak youth unemployment, 16-24",
    "output_gain": "gain of output in the last year over no further adoption of AI",
    "displaced_workers": "workers displaced by AI",
}


def main() -> None:
    """Load an economy and two policies, compare them, print three differences with their ranges."""
    china = load_economy("china")
    people = china.labour_force / 1e6
    print(f"{china.title}: {people:.0f} million people in {len(china.occupations)} occupations.")

    policies = [load_policy("market-led"), load_policy("controlled-innovation")]
    for policy in policies:
        print(f"- {policy.title}, hash {policy.hash[:12]}")

    # Ten years from January 2026, and a low and a high run of each of the five assumptions that decide most.
    result = compare(Scenario(economy="china", policies=tuple(policy.name for policy in policies)))

    print(f"\n{policies[1].name}, differences to {result.reference} with their ranges:")
    for measure, words in FIGURES.items():
        print(f"  {words}: {shown(result.differences[policies[1].name][measure])}")
    print("\nA simulation under stated assumptions, not a forecast; policies are reference designs.")


def shown(figure: Measure) -> str:
    """A figure with its range: people in millions, rates and shares in percentage points."""
    if figure.value is None or figure.low is None or figure.high is None:
        return "not known"
    scale, unit = (1e-6, "million") if figure.unit == "persons" else (100, "percentage points")
    value, low, high = (scale * number for number in (figure.value, figure.low, figure.high))
    return f"{value:+.1f} ({low:+.1f} to {high:+.1f}) {unit}"


if __name__ == "__main__":  # the runs use several processes, and each reads this file
    main()
