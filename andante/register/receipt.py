"""What somebody leaves with: the number, what happens next and when, and where the log says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from andante.register.states import Name


@dataclass(frozen=True, slots=True)
class Receipt:
    """An action that is done and on the disk.

    `event` is its entry number `log_number` in the log, whose checkpoint then was `checkpoint`. `next` tells
    what happens next, by the day `by`. `created` is the number of a filing that the action began, `affected`
    lists live deployments on a model that went out of force with it.
    """

    number: str
    action: str
    step: int
    state: str
    at: str
    event: str
    log_number: int
    checkpoint: str
    entry: str | None = None
    next: Name | None = None
    by: date | None = None
    created: str | None = None
    affected: tuple[str, ...] = ()
