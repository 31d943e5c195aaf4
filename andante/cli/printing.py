"""What goes to the terminal: results on standard output, notes and progress on standard error."""

from __future__ import annotations

import json
import math
import shutil
import sys
import textwrap
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
    """A plain table; `right` are the columns of figures. A pipe gets whole lines, a terminal what fits it."""
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for line in table_lines(head, rows, right, room):
        click.echo(line)


def table_lines(
    head: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int], room: int | None
) -> list[str]:
    """The lines of a table. Where `room` columns do not hold it, groups of columns that fit stand below each
    other, each with the first column before it; a column of text that still does not fit is wrapped.
    """
    widths = [max(_width(row[i]) for row in [head, *rows]) for i in range(len(head))]
    if room is None or sum(widths) + 2 * (len(widths) - 1) <= room:
        return _lines(head, rows, right, widths, list(range(len(head))))
    lines: list[str] = []
    for group in _groups(widths, room):
        lines += ([""] if lines else []) + _lines(head, rows, right, _wrapped(widths, group, room), group)
    return lines


def _groups(widths: Sequence[int], room: int) -> list[list[int]]:
    """Columns that stand side by side: the first one in every group, and as many more as fit."""
    groups: list[list[int]] = []
    used = room + 1
    for i in range(1, len(widths)):
        if used + 2 + widths[i] > room:
            groups.append([0])
            used = widths[0]
        groups[-1].append(i)
        used += 2 + widths[i]
    return groups or [[0]]


def _wrapped(widths: Sequence[int], group: Sequence[int], room: int) -> list[int]:
    """The widths with the last column of a group cut to the room left for it, at least twenty."""
    cut = list(widths)
    before = sum(widths[i] + 2 for i in group[:-1])
    cut[group[-1]] = min(widths[group[-1]], max(room - before, 20))
    return cut


def _lines(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    right: Sequence[int],
    widths: Sequence[int],
    columns: Sequence[int],
) -> list[str]:
    lines = []
    for row in [head, ["-" * width for width in widths], *rows]:
        cells = [
            textwrap.wrap(row[i], widths[i]) if _width(row[i]) > widths[i] else [row[i]] for i in columns
        ]
        for depth in range(max(len(cell) for cell in cells)):
            parts = [cell[depth] if depth < len(cell) else "" for cell in cells]
            padded = [_padded(part, widths[i], i in right) for part, i in zip(parts, columns, strict=True)]
            lines.append("  ".join(padded).rstrip())
    return lines


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
