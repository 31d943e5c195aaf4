"""Publishers, vintages and licences that several tables of the United States share."""

from __future__ import annotations

from andante.reference.build.us_crosswalk import OEWS_NATIONAL, SOC_TO_ISCO
from andante.reference.build.us_household import CPS_AGES
from andante.reference.build.us_payroll import OEWS_BY_INDUSTRY

BLS = "US Bureau of Labor Statistics"
PUBLIC_DOMAIN = "US Government work, public domain"
HOUSEHOLD_VINTAGE = "CPS annual average 2025 (without October 2025); OEWS May 2025"
HOUSEHOLD_SOURCES = (CPS_AGES, OEWS_NATIONAL, OEWS_BY_INDUSTRY, SOC_TO_ISCO)
CROSSWALK_STEP = (
    "Census occupations to SOC 2018 by code, several SOC in proportion to OEWS employment; SOC to ISCO-08 "
    "by the "
    "BLS correspondence with equal shares, replaced by judgement for 56 occupations where they "
    "are plainly "
    "wrong."
)
CROSSWALK_WEAKNESS = (
    "The SOC to ISCO-08 correspondence has no official weights; most splits are equal shares."
)
