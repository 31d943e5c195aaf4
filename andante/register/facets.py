"""What public entries can be narrowed down by."""

from __future__ import annotations

FACETS = ("kind", "sector", "occupation", "outcome", "state", "jurisdiction", "policy", "year")
"""In the order in which pages show them."""
