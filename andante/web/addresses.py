"""Addresses that the service prints or that other documents point to; they never change."""

from __future__ import annotations

FIRST_LINK = "/begin"
"""Where a one-time link leads: `/begin/{link}`."""
ENTRY = "/register"
"""A public entry: `/register/{number}`."""
PROVIDER = "/sign-in/provider"
"""Where signing in with the account of one's organisation begins."""
PROVIDER_RETURNS = "/sign-in/provider/return"
"""Where the organisation's sign-in sends a browser back to."""
SIGNED_OUT = "/register"
"""Where somebody is who signed out, also at the organisation's provider."""
LOG = "/log"
"""The log in the layout of C2SP tlog-tiles: `/log/checkpoint`, `/log/tile/...`."""


def one_time_link(address: str, secret: str) -> str:
    """The address of a one-time link, for whoever it is meant for and nobody else."""
    return f"{address}{FIRST_LINK}/{secret}"
