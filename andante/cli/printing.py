"""What goes to the terminal: results on standard output, notes and progress on standard error."""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import click

SHOW_PROGRESS_AFTER = 1.0  # seconds; shorter work prints nothing


def print_json(value: Mapping[str, Any]) -> None:
    """One JSON object on standard output; figures that are not known are null."""
    click.echo(json.dumps(known(value), ensure_ascii=False, indent=2, allow_nan=False))


def known(value: Any) -> Any:
    """The same data with non-finite numbers as None, which JSON can hold."""
    if isinstance(value, Mapping):
        return {str(key): known(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [known(entry) for entry in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def note(text: str) -> None:
    """A line for people, on standard error."""
    click.echo(text, err=True)


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> None:
    """A plain table that fits pipes and terminals; `right` are the columns of figures."""
    widths = [max(_width(row[i]) for row in [head, *rows]) for i in range(len(head))]
    for row in [head, ["-" * width for width in widths], *rows]:
        cells = [_padded(cell, widths[i], i in right) for i, cell in enumerate(row)]
        click.echo("  ".join(cells).rstrip())


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def _padded(text: str, width: int, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space


@contextmanager
def progress(what: str) -> Iterator[Callable[[float], None]]:
    """A bar on standard error once the work has taken a second; call the function with the share done."""
    started = time.monotonic()
    bar: Any = None
    task: Any = None

    def advance(share: float) -> None:
        nonlocal bar, task
        if bar is None:
            if time.monotonic() - started < SHOW_PROGRESS_AFTER or share >= 1.0:
                return
            bar, task = _start_bar(what)
        bar.update(task, completed=share)

    try:
        yield advance
    finally:
        if bar is not None:
            bar.stop()


def _start_bar(what: str) -> tuple[Any, Any]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
        console=Console(file=sys.stderr),
        transient=True,
    )
    bar.start()
    return bar, bar.add_task(what, total=1.0)
