"""Wages of China by industry and post, brought to urban workers of every employer."""

from __future__ import annotations

import csv
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from andante.reference.build.china_assumptions import NON_PRIVATE_MILLIONS
from andante.reference.build.china_urban import UrbanWork

POSTS_FILE = "china_industry/china_wages2025_by_industry_and_position_scale_enterprises.csv"
LEVELS_FILE = "china_industry/china_industry_employment2023_wages2024_2025.csv"

# First digit of the census code -> post of the wage release. Farming (5) is outside the release.
POST_OF_MAJOR = MappingProxyType(
    {
        "1": "managers_mid_and_above",
        "2": "professional_technical",
        "3": "clerical",
        "4": "production_and_life_service",
        "6": "production_manufacturing",
    }
)
GB_SECTIONS: tuple[str, ...] = tuple("ABCDEFGHIJKLMNOPQRST")
ALL_INDUSTRIES = "合计"


def post_ratios(raw: Path) -> dict[str, dict[str, float]]:
    """Return, by GB/T section, the wage of each post over that of all posts (enterprises above scale, 2025).

    Sections outside the release (A, J, S, T) take the ratios of all industries together.
    """
    names = {row["section"]: row["name"] for row in _rows(raw / LEVELS_FILE)}
    posts = {row["industry_or_region"]: row for row in _rows(raw / POSTS_FILE)}
    ratios = {}
    for section in GB_SECTIONS:
        row = posts.get(names.get(section, ""), posts[ALL_INDUSTRIES])
        ratios[section] = {post: float(row[post]) / float(row["all"]) for post in POST_OF_MAJOR.values()}
    return ratios


def section_levels(raw: Path, urban: dict[str, float]) -> dict[str, float]:
    """Return the mean wage of urban workers by GB/T section, yuan a year, 2025.

    The release gives units that are not private, and private ones; the part of the former is their
    workers (from memory) over `urban`, persons by section, and the self-employed are taken to earn the
    private wage. Public administration has no private wage; section T (562 persons in the census) takes
    its level.
    """
    levels = {}
    for row in _rows(raw / LEVELS_FILE):
        section, private = row["section"], row["wage_private_2025_yuan"]
        other = float(row["wage_nonprivate_2025_yuan"])
        part = min(1.0, 1e6 * NON_PRIVATE_MILLIONS[section] / urban[section])
        levels[section] = part * other + (1 - part) * float(private) if private else other
    return {**levels, "T": levels["S"]}


def wage_cells(raw: Path, work: UrbanWork) -> NDArray[np.float64]:
    """Return the yearly wage of each link in each division, (links, 97), yuan.

    Inside a section posts stand to each other as in the release; the mean of a section is its level.
    """
    sections = np.array(work.industries.gb_sections)
    urban = {s: float(work.urban_cells[:, sections == s].sum()) for s in GB_SECTIONS}
    ratios, levels = post_ratios(raw), section_levels(raw, urban)
    posts = [POST_OF_MAJOR.get(link.census_occupation[0]) for link in work.links]
    wages = np.zeros_like(work.urban_cells)
    for section in dict.fromkeys(work.industries.gb_sections):
        inside = sections == section
        # Farm work outside farming (parks, verges) is paid as other services are.
        other = 1.0 if section == "A" else ratios[section][POST_OF_MAJOR["4"]]
        ratio = np.array([ratios[section][post] if post else other for post in posts])
        people = work.urban_cells[:, inside].sum(axis=1)
        wages[:, inside] = (levels[section] * ratio * people.sum() / (people @ ratio))[:, None]
    return wages


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
