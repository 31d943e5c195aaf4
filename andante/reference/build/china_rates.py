"""Published urban surveyed unemployment of China, transcribed; the source of each stretch stands beside it.

The series of ages 16-24 until June 2023 counts students, the one from December 2023 does not: two series with
two ids, never spliced. A month that was not published, or whose figure could not be found, is None. Tags:
[P] primary text or a copy of it, [R] reported by the press, [U] unconfirmed.
"""

from __future__ import annotations

from dataclasses import dataclass

HEADLINE = "unemployment_rate"
YOUTH_WITH_STUDENTS = "unemployment_rate_16-24_students_included"
YOUTH_WITHOUT_STUDENTS = "unemployment_rate_16-24_students_excluded"
AGES_25_29 = "unemployment_rate_25-29"
AGES_30_59 = "unemployment_rate_30-59"
AGES_25_59 = "unemployment_rate_25-59"
SERIES: tuple[str, ...] = (
    HEADLINE, YOUTH_WITH_STUDENTS, YOUTH_WITHOUT_STUDENTS, AGES_25_29, AGES_30_59, AGES_25_59,
)  # fmt: skip

# One line a year, January to December, in per cent; "-" where no figure is known.
YEARS = {
    YOUTH_WITH_STUDENTS: """
2018 11.2 11.0 10.4 10.1  9.6 10.0 13.3 13.1 11.2  9.8 10.0 10.1
2019 11.2 11.0 11.3  9.9 10.5 11.6 13.9 13.1 13.0 12.4 12.5 12.2
2020 12.5 13.6 13.3 13.8 14.8 15.4 16.8 16.8 15.0 13.2 12.8 12.3
2021 12.7 13.1 13.6 13.6 13.8 15.4 16.2 15.3 14.6 14.2 14.3 14.3
2022 15.3 15.3 16.0 18.2 18.4 19.3 19.9 18.7 17.9 17.9 17.1 16.7
2023 17.3 18.1 19.6 20.4 20.8 21.3
""",
    YOUTH_WITHOUT_STUDENTS: """
2023    -    -    -    -    -    -    -    -    -    -    - 14.9
2024 14.6 15.3 15.3 14.7 14.2 13.2 17.1 18.8 17.6 17.1 16.1 15.7
2025 16.1 16.9 16.5 15.8 14.9 14.5 17.8 18.9 17.7 17.3 16.9 16.5
""",
    HEADLINE: """
2018 5.0 5.0 5.1 4.9 4.8 4.8 5.1 5.0 4.9 4.9 4.8 4.9
2019 5.1 5.3 5.2 5.0 5.0 5.1 5.3 5.2 5.2 5.1 5.1 5.2
2020 5.3 6.2 5.9 6.0 5.9 5.7 5.7 5.6 5.4 5.3 5.2 5.2
2021 5.4 5.5 5.3 5.1 5.0 5.0 5.1 5.1 4.9 4.9 5.0 5.1
2022 5.3 5.5 5.8 6.1 5.9 5.5 5.4 5.3 5.5 5.5 5.7 5.5
2023 5.5 5.6 5.3 5.2 5.2 5.2   -   -   -   -   - 5.1
2024 5.2 5.3 5.2 5.0 5.0 5.0 5.2 5.3 5.1 5.0 5.0 5.1
2025 5.2 5.4 5.2 5.1 5.0 5.0 5.2 5.3 5.2 5.1 5.1 5.1
""",
}


@dataclass(frozen=True, slots=True)
class Rate:
    """One month of one series; `value` is a fraction of one, None where nothing is known."""

    month: str
    series: str
    value: float | None
    source: str
    tag: str


def transcribed() -> tuple[Rate, ...]:
    """Return the transcribed series, month by month, from the first year to the last month of each."""
    return tuple(
        Rate(
            f"{year}-{number:02d}",
            series,
            None if text == "-" else round(float(text) / 100, 6),
            *_source(series, f"{year}-{number:02d}"),
        )
        for series, lines in YEARS.items()
        for year, *values in (line.split() for line in lines.strip().splitlines())
        for number, text in enumerate(values, start=1)
        if not (series == YOUTH_WITHOUT_STUDENTS and (year, number) < ("2023", 12))
    )


def _source(series: str, month: str) -> tuple[str, str]:
    """Return (source, tag) of one transcribed month."""
    if series == YOUTH_WITHOUT_STUDENTS:
        if month >= "2025-09":
            return "NBS through CNA 2025-12-18 and 2026-01-22 and others", "[R]"
        if month >= "2025-01":
            return "NBS through Business Standard 2025-09-18", "[R]"
        return "NBS through gelonghui, Macau News, China Daily and others", "[R]"
    if month == "2023-05" and series == YOUTH_WITH_STUDENTS:
        return "NBS through RTHK", "[R]"
    if month == "2023-06" and series == YOUTH_WITH_STUDENTS:
        return "NBS press conference 2023-07-17", "[R]"
    if month <= "2023-04":
        return "NBS chart data in a public repository (a copy)", "[P]"
    if month in ("2025-03", "2025-04", "2025-05"):
        return "NBS through press reports; the month is unconfirmed", "[U]"
    return "NBS through monthly press reports", "[R]"
