"""What a condition can measure, by when, and how its keeping is compared: the vocabulary of duties.

A duty that no machine could check is not a condition, so metrics, comparators and dates are words of this
list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from andante.filing.fields import DEPLOYMENT_FIELDS, MODEL_FIELDS

COMPARATORS = (">=", "<=", "==", "!=", ">", "<")
CADENCES = ("each_decision", "monthly", "quarterly", "yearly")
DUE = re.compile(
    r"before start|\d{1,4} (days|working days|months) (before|after) (start|approval|quarter end)"
)
DUE_IN_WORDS = '"before start", or such as "30 days before start", "12 months after approval"'


@dataclass(frozen=True, slots=True)
class MetricDefinition:
    """Something a condition can measure: a number or a yes-or-no, its unit and its meaning."""

    name: str
    type: str
    unit: str
    meaning: str


_MEASURED_AFTER_APPROVAL = (
    MetricDefinition(
        "automated_share", "number", "share", "share of the work concerned that the system does alone"
    ),
    MetricDefinition(
        "retrained_share", "number", "share", "displaced workers who finished retraining, before release"
    ),
    MetricDefinition(
        "reassigned_share", "number", "share", "displaced workers who took another post in the firm"
    ),
    MetricDefinition(
        "reassigned_wage_ratio", "number", "share", "wage in the new post over the wage in the old"
    ),
    MetricDefinition(
        "entry_hires_ratio",
        "number",
        "share",
        "entry-level hires over those of the same months a year before",
    ),
    MetricDefinition("reports_filed", "number", "reports", "reports filed for the quarter"),
    MetricDefinition("report_days", "number", "days", "days from the end of the quarter to the report"),
)

METRICS: Mapping[str, MetricDefinition] = MappingProxyType(
    {
        **{
            field.name: MetricDefinition(field.name, field.type, field.unit, field.meaning)
            for field in (*MODEL_FIELDS, *DEPLOYMENT_FIELDS)
            if field.type != "string"
        },
        **{metric.name: metric for metric in _MEASURED_AFTER_APPROVAL},
    }
)
"""Every field of a filing that is a number or a yes-or-no, and what is measured after an approval."""
