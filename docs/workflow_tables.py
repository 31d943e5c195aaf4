"""Writes the tables and the picture of docs/workflow.md: `python docs/workflow_tables.py`.

Tested: the page and images/workflow.svg are those of the code.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from andante.register.clocks import CLOCK_NAMES, REGISTER_CLOCKS
from andante.register.needs import NEED_NAMES
from andante.register.predicted import FIGURES
from andante.register.sentences import REFUSALS
from andante.register.states import (
    ACTION_NAMES,
    PHASE_NAMES,
    ROLE_NAMES,
    STATE_NAMES,
    Role,
    State,
)
from andante.register.transitions import FINAL, STATE_CLOCKS, TABLE, Transition

PAGE = Path(__file__).with_name("workflow.md")
PICTURE = PAGE.parent / "images" / "workflow.svg"


def states() -> str:
    """One line for every state, and one for every phase of use."""
    lines = ["| state | English | 中文 | clock that runs | end |", "|---|---|---|---|---|"]
    for state, name in STATE_NAMES.items():
        clock = STATE_CLOCKS.get(state)
        shown = "" if clock is None else CLOCK_NAMES[clock].en
        end = "yes" if state in FINAL else "if rejected or not required" if state is State.DECIDED else ""
        lines.append(f"| `{state}` | {name.en} | {name.zh} | {shown} | {end} |")
    phases = "; ".join(f"`{phase}` {name.en} {name.zh}" for phase, name in PHASE_NAMES.items())
    roles = "; ".join(f"`{role}` {name.en} {name.zh}" for role, name in ROLE_NAMES.items())
    return "\n".join(lines) + f"\n\nPhases of a live use: {phases}.\n\nRoles: {roles}.\n"


def steps() -> str:
    """One line for every action and set of needs: from which states, by whom, to which state."""
    lines = [
        "| action | 中文 | by | from | to | needs | recorded |",
        "|---|---|---|---|---|---|---|",
    ]
    for rows in _alike():
        first = rows[0]
        recorded = ", ".join(f"**{name}**" if name in first.publishes else name for name in first.records)
        needs = "; ".join(NEED_NAMES[need].en for need in first.needs)
        lines.append(
            f"| {ACTION_NAMES[first.action].en} | {ACTION_NAMES[first.action].zh} | {_by(first)} "
            f"| {', '.join(f'`{row.state}`' for row in rows)} | {_to(first)} | {needs} | {recorded} |"
        )
    return "\n".join(lines) + "\n"


def needs() -> str:
    """One line for every need, in two languages."""
    lines = ["| need | English | 中文 |", "|---|---|---|"]
    lines += [f"| `{need}` | {name.en} | {name.zh} |" for need, name in NEED_NAMES.items()]
    return "\n".join(lines) + "\n"


def clocks() -> str:
    """One line for every clock that no policy sets."""
    lines = ["| clock | 中文 | length | source | tag |", "|---|---|---|---|---|"]
    for name, clock in REGISTER_CLOCKS.items():
        length = f"{clock.months} months" if clock.months else f"{clock.working_days} working days"
        names = CLOCK_NAMES[name]
        lines.append(f"| {names.en} | {names.zh} | {length} | {clock.source} | {clock.tag} |")
    return "\n".join(lines) + "\n"


def refusals() -> str:
    """One line for every refusal: its words, and who may read them."""
    lines = ["| refusal | English | 中文 | shown to, besides auditors |", "|---|---|---|---|"]
    for refusal, words in REFUSALS.items():
        shown = ", ".join(sorted(words.shown_to)) or "nobody"
        lines.append(f"| `{refusal}` | {words.en} | {words.zh} | {shown} |")
    return "\n".join(lines) + "\n"


def figures() -> str:
    """One line for every figure that is compared."""
    lines = ["| figure | English | 中文 | unit | over time | reported as | predicted as |"]
    lines.append("|---|---|---|---|---|---|---|")
    for each in FIGURES.values():
        over = "at the quarter's end" if each.kind == "level" else "summed since the start"
        parts = " + ".join(f"`{part}`" for part in each.parts)
        lines.append(
            f"| `{each.name}` | {each.title} | {each.title_zh} | {each.unit} | {over} "
            f"| {parts} ({each.source}) | {each.predicted or 'not predicted'} |"
        )
    return "\n".join(lines) + "\n"


def _alike() -> list[list[Transition]]:
    """Rows that differ only in the state they start from, in the order of the table."""
    groups: dict[tuple[object, ...], list[Transition]] = {}
    for row in TABLE:
        stays = row.to is row.state
        to = None if stays else (row.to, row.to_unless_started)
        key = (row.action, row.roles, to, row.needs, row.records, row.publishes)
        groups.setdefault(key, []).append(row)
    return list(groups.values())


def _by(row: Transition) -> str:
    names = [ROLE_NAMES[role].en for role in Role if role in row.roles]
    return " or ".join(names) + (", another than proposed it" if row.takes_proposal else "") or "the clock"


def _to(row: Transition) -> str:
    if row.to is row.state:
        return "stays"
    other = row.to_unless_started
    return f"`{row.to}`" + (f", or `{other}` if it was not started" if other is not None else "")


# The picture: states in columns from left to right, one line for every pair of states with an action between.

WIDTH, HEIGHT = 1160, 625
_BOX_WIDTH, _BOX_HEIGHT = 150, 40
_PLACES: dict[State, tuple[int, int]] = {
    State.DRAFT: (10, 60),
    State.SUBMITTED: (200, 60),
    State.IN_COMPLETENESS_CHECK: (390, 60),
    State.RETURNED: (200, 200),
    State.REVISE_AND_RESUBMIT: (580, 230),
    State.ACCEPTED: (580, 60),
    State.ASSESSED: (770, 60),
    State.IN_CONSULTATION: (770, 200),
    State.DECIDED: (960, 130),
    State.PUBLISHED: (960, 280),
    State.LIVE: (735, 380),
    State.IN_PERIODIC_REVIEW: (520, 380),
    State.CONDITION_BREACHED: (960, 480),
    State.SUSPENDED: (735, 480),
    State.CHANGED: (10, 570),
    State.LAPSED: (300, 570),
    State.WITHDRAWN: (580, 570),
    State.DEREGISTERED: (960, 570),
}


def picture() -> str:
    """The workflow as SVG. Steps by the clock are dashed; ends stand in the last row, without lines."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'font-family="sans-serif" font-size="12">',
        "<title>States of a filing and the steps between them</title>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto"><path d="M0 0 8 4 0 8z" fill="#333"/></marker></defs>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        '<text x="10" y="24" font-size="16" font-weight="bold">From draft to public entry, and what becomes '
        "of it</text>",
        '<text x="10" y="42" fill="#444">solid: a person · dashed: the register itself when a day is over · '
        "grey boxes: ends · reference design, no government’s rule</text>",
    ]
    for (start, end), dashed in _lines().items():
        parts.append(_line(start, end, dashed))
    parts += [_box(state) for state in _PLACES]
    parts += [_way_to(end) for end in _PLACES if end in FINAL]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _lines() -> dict[tuple[State, State], bool]:
    """Pairs of states that are joined -> whether only the clock joins them. Ends are left out."""
    found: dict[tuple[State, State], bool] = {}
    for row in TABLE:
        for end in (row.to, row.to_unless_started):
            if end is None or end is row.state or end in FINAL:
                continue
            key = (row.state, end)
            found[key] = found.get(key, True) and row.by_clock
    return found


def _line(start: State, end: State, dashed: bool) -> str:
    """A line between two boxes. There and back lie apart: each keeps to the right of the straight way."""
    across, down = _PLACES[end][0] - _PLACES[start][0], _PLACES[end][1] - _PLACES[start][1]
    length = (across**2 + down**2) ** 0.5
    shift = -5 * down / length, 5 * across / length
    (x, y), (to_x, to_y) = _edge(start, across, down, shift), _edge(end, -across, -down, shift)
    bend = _bend(start, end)
    if bend:
        x, to_x, y, to_y = x - 60, to_x + 60, y - 25, to_y - 25
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    return (
        f'<path d="M{x:.1f} {y:.1f}Q{(x + to_x) / 2:.1f} {(y + to_y) / 2 - bend:.1f} {to_x:.1f} {to_y:.1f}" '
        f'fill="none" stroke="#333" stroke-width="1.3"{dash} marker-end="url(#tip)"/>'
    )


def _bend(start: State, end: State) -> int:
    """How far a line bends upwards, round a box that stands between two in the same row."""
    (x, y), (to_x, to_y) = _PLACES[start], _PLACES[end]
    between = [
        place for place in _PLACES.values() if place[1] == y and min(x, to_x) < place[0] < max(x, to_x)
    ]
    return 18 if y == to_y and between else 0


def _edge(of: State, across: float, down: float, shift: tuple[float, float]) -> tuple[float, float]:
    """Where a line in a direction, moved by a shift from the middle of a box, leaves the box."""
    half_x, half_y = _BOX_WIDTH / 2, _BOX_HEIGHT / 2
    ways = []
    if across:
        ways.append((half_x - shift[0] * (1 if across > 0 else -1)) / abs(across))
    if down:
        ways.append((half_y - shift[1] * (1 if down > 0 else -1)) / abs(down))
    reach = min(ways)
    x, y = _PLACES[of]
    return x + half_x + shift[0] + across * reach, y + half_y + shift[1] + down * reach


def _way_to(end: State) -> str:
    """The actions that lead to an end, in words above its box."""
    x, y = _PLACES[end]
    rows = (row for row in TABLE if row.to is end and row.state is not end)
    names = dict.fromkeys(ACTION_NAMES[row.action].en for row in rows)
    return "".join(
        f'<text x="{x}" y="{y - 8 - 15 * place}" fill="#444">{escape(name)}</text>'
        for place, name in enumerate(reversed(names))
    )


def _box(state: State) -> str:
    x, y = _PLACES[state]
    fill = "#ddd" if state in FINAL else "#eaf3fb"
    name = STATE_NAMES[state]
    words = (name.en.split(":")[0], name.zh.split("（")[0])
    return (
        f'<rect x="{x}" y="{y}" width="{_BOX_WIDTH}" height="{_BOX_HEIGHT}" rx="5" fill="{fill}" '
        'stroke="#333"/>'
        + "".join(
            f'<text x="{x + _BOX_WIDTH / 2:g}" y="{y + 16 + 16 * row}" text-anchor="middle">'
            f"{escape(word)}</text>"
            for row, word in enumerate(words)
        )
    )


TABLES = {
    "states": states,
    "steps": steps,
    "needs": needs,
    "clocks": clocks,
    "refusals": refusals,
    "figures": figures,
}


def with_tables(page: str) -> str:
    """The page with today's tables between the marks."""
    for name, table in TABLES.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
        head, rest = page.split(begin, 1)
        page = head + begin + table() + end + rest.split(end, 1)[1]
    return page


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    PICTURE.write_text(picture(), encoding="utf-8")
