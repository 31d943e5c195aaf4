"""Appendix, who pays: incomes that add up to output, and the public budget that adds up to its balance."""

from __future__ import annotations

from andante.lab.comparison import MoneyRow
from andante.lab.contributions import rounded_to_sum
from andante.lab.money_rows import DEFICIT
from andante.lab.report.charts.diverging import GroupRow, diverging_chart
from andante.lab.report.naming import in_sentence
from andante.lab.report.numbers import number
from andante.lab.report.view import Desk, Figure, Table

DECIMALS = 2  # of one per cent of output
CLOSE = 1e-8  # shares of output: sums closer than this agree
HOUSEHOLDS = "income_households"


def money_figures(desk: Desk) -> tuple[Figure, ...]:
    """Incomes and the budget, as changes against no further adoption; none where nothing was recorded."""
    held = policies_with_money(desk)
    if not held:
        return ()
    return _figure(desk, held, "incomes"), _figure(desk, held, "budget")


def policies_with_money(desk: Desk) -> list[str]:
    """The policies whose money is known, in order."""
    return [each.name for each in desk.comparison.policies if desk.comparison.money.get(each.name)]


def money_words(desk: Desk) -> tuple[str, ...]:
    """Whether revenue less spending is the balance as the run recorded it."""
    held = policies_with_money(desk)
    if not held:
        return ()
    wrong = [desk.names[policy] for policy in held if not _adds_up(desk.comparison.money[policy])]
    if wrong:
        return (desk.say("pays.money.wrong", policies=desk.separator.join(wrong)),)
    return (desk.say("pays.money.checked"),)


def _adds_up(rows: tuple[MoneyRow, ...]) -> bool:
    recorded = [row for row in rows if row.side == "balance" and row.item != DEFICIT]
    lines = _lines(rows, "budget")
    return all(
        abs(
            sum(sign * getattr(row, field) for row, sign in lines)
            - sum(getattr(row, field) for row in recorded)
        )
        < CLOSE
        for field in ("value", "change")
    )


def _lines(rows: tuple[MoneyRow, ...], part: str) -> list[tuple[MoneyRow, float]]:
    """The rows of a part with the sign at which they count: spending takes from the balance."""
    signs = {"incomes": {"income": 1.0}, "budget": {"revenue": 1.0, "spending": -1.0}}[part]
    return [(row, signs[row.side]) for row in rows if row.side in signs]


def printed(rows: tuple[MoneyRow, ...], part: str, field: str) -> tuple[dict[str, float], float]:
    """Item -> per cent of output as printed, signed as it counts, and the total that they add up to."""
    terms = {row.item: 100.0 * sign * getattr(row, field) for row, sign in _lines(rows, part)}
    return rounded_to_sum(terms, sum(terms.values()), DECIMALS)


def _item(desk: Desk, item: str) -> str:
    return desk.say.or_else(f"money.{item}", item.replace("_", " "))


def _signed(value: float) -> str:
    return number(value, DECIMALS, signed=True)


def _figure(desk: Desk, held: list[str], part: str) -> Figure:
    """One picture of changes: a bar an item and policy, items that nowhere move left out, the sum below."""
    say, money = desk.say, desk.comparison.money
    changes = {policy: printed(money[policy], part, "change") for policy in held}
    items = list(dict.fromkeys(row.item for policy in held for row, _ in _lines(money[policy], part)))
    rows = [GroupRow(_item(desk, item), [changes[p][0].get(item, 0.0) for p in held]) for item in items]
    moving = [row for row in rows if any(_signed(value) != _signed(0.0) for value in row.values)]
    total = GroupRow(say(f"money.{part}.total"), [changes[p][1] for p in held], total=True)
    picture = diverging_chart(
        say(f"money.{part}.title"),
        say(f"money.{part}.subtitle"),
        desk.foot,
        [*moving, total],
        [(desk.names[policy], desk.styles[policy]) for policy in held],
        lambda value: number(value, 1 if abs(value - round(value, 1)) < 1e-9 else 2, signed=True),
        _signed,
    )
    columns = (say("column.item"), *(desk.names[policy] for policy in held))
    data = tuple((row.label, *map(_signed, row.values)) for row in [*rows, total])
    compared = {p: changes[p][0].get(HOUSEHOLDS, 0.0) if part == "incomes" else changes[p][1] for p in held}
    return Figure(
        f"pays-{part}",
        _finding(desk, part, compared),
        say(f"money.{part}.describe"),
        (picture,),
        Table(columns, data, frozenset(range(1, len(columns)))),
        say(f"money.{part}.caveat"),
    )


def _finding(desk: Desk, part: str, compared: dict[str, float]) -> str:
    """Under which policy households, or the balance, end best and worst."""
    best, worst = max(compared, key=lambda p: compared[p]), min(compared, key=lambda p: compared[p])
    high, low = _signed(compared[best]), _signed(compared[worst])
    first, second = (in_sentence(desk.names[policy], desk.say.language) for policy in (best, worst))
    if len(compared) == 1:
        return desk.say(f"money.{part}.finding.single", policy=first, value=high)
    if high == low:
        return desk.say(f"money.{part}.finding.same", value=high)
    return desk.say(f"money.{part}.finding", best=first, high=high, worst=second, low=low)


def money_table(desk: Desk, policy: str) -> Table:
    """Every line of one policy: level, change, formula; incomes, then the budget, then the deficit."""
    say, rows = desk.say, desk.comparison.money[policy]
    data: list[tuple[str, ...]] = []
    for part in ("incomes", "budget"):
        levels, level = printed(rows, part, "value")
        changes, change = printed(rows, part, "change")
        for row, _ in _lines(rows, part):
            figures = number(levels[row.item], DECIMALS), _signed(changes[row.item])
            data.append((_item(desk, row.item), *figures, row.formula))
        data.append((say(f"money.{part}.total"), number(level, DECIMALS), _signed(change), ""))
    data += [
        (_item(desk, row.item), number(100.0 * row.value, DECIMALS), _signed(100.0 * row.change), row.formula)
        for row in rows
        if row.item == DEFICIT
    ]
    columns = tuple(say(f"column.{key}") for key in ("item", "level", "money_change", "formula"))
    caption = say("pays.money.table", policy=in_sentence(desk.names[policy], say.language))
    return Table(columns, tuple(data), frozenset({1, 2}), frozenset({3}), caption)
