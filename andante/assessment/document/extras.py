"""What is said where a library is missing that only documents need."""

from __future__ import annotations

from andante.errors import AssessmentError, Problem


def without_library(library: str, format: str) -> AssessmentError:
    """The error for a format that needs a library which is not installed."""
    return AssessmentError(
        Problem(
            f"{format} cannot be written: {library} is not installed",
            why="the default installation has no library that only documents need",
            mend="pip install 'andante[documents]'; document.html needs nothing",
        )
    )
