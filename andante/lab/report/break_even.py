"""The break-even picture: tiles of saving x redirection, in the report and in a document of its own."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING

from andante.lab.comparison_economy import BreakEven
from andante.lab.report.catalogue import LANGUAGES, Words
from andante.lab.report.charts.tiles import Tiles, tiles_chart
from andante.lab.report.naming import in_sentence, month_number
from andante.lab.report.numbers import number, significant
from andante.lab.report.sentences import break_even_words, grade
from andante.lab.report.view import BreakEvenPage, Figure, Table
from andante.templating import templates_of

if TYPE_CHECKING:
    from andante.lab.break_even_surface import BreakEvenSurface, SurfaceCell


def tiles_figure(tiles: BreakEven, say: Words, foot: str, year: str) -> Figure:
    """The tiles with one contour, the evidence as a box and a cross at the default."""
    data = Tiles(
        tiles.automation_saving,
        tiles.redirection,
        tiles.output,
        tiles.turns_at,
        (tiles.evidence_saving, tiles.evidence_redirection),
        (tiles.default_saving, tiles.default_redirection),
    )
    grades = [grade(tag, say) for tag in (tiles.saving_tag, tiles.redirection_tag)]
    picture = tiles_chart(
        say("break_even.title"),
        say("break_even.subtitle", year=year),
        foot,
        data,
        (
            say("break_even.gain"),
            say("break_even.loss"),
            say("break_even.across"),
            say("break_even.key", saving=grades[0], redirection=grades[1]),
        ),
        lambda value: significant(value, 2),
    )
    columns = (
        say("break_even.redirection"),
        *(significant(saving, 2) for saving in tiles.automation_saving),
        say("column.turns"),
    )
    rows = tuple(
        (
            significant(redirection, 3),
            *(number(100 * x, 2, signed=True) for x in row),
            turn_words(turn, row, say),
        )
        for redirection, row, turn in zip(tiles.redirection, tiles.output, tiles.turns_at, strict=True)
    )
    return Figure(
        "break-even",
        _finding(tiles, say),
        say("break_even.describe"),
        (picture,),
        Table(columns, rows, frozenset(range(len(columns)))),
    )


def _finding(tiles: BreakEven, say: Words) -> str:
    """Where the line runs and where the default stands, or that there is no line."""
    if tiles.turns_at_default is None:
        return break_even_words(tiles, say)
    x, default = significant(tiles.turns_at_default, 2), significant(tiles.default_saving, 2)
    return say("break_even.finding", x=x, default=default)


def turn_words(turn: float | None, output: tuple[float, ...], say: Words) -> str:
    """A turning point, or on which side everything tested lies."""
    if turn is not None:
        return number(turn, 2)
    return say("break_even.always_costs" if max(output) < 0.0 else "break_even.never_costs")


def render_break_even(surface: BreakEvenSurface, command: str, version: str) -> str:
    """One self-contained document in both languages."""
    environment = templates_of("andante.lab.report")
    style = (files(__package__) / "templates" / "report.css").read_text(encoding="utf-8")
    pages = tuple(break_even_page(surface, language, version) for language in LANGUAGES)
    template = environment.get_template("break_even.html")
    return template.render(pages=pages, style=style, version=version, command=command)


def break_even_page(surface: BreakEvenSurface, language: str, version: str) -> BreakEvenPage:
    """The document in one language."""
    say = Words(language, surface.economy)
    economy = surface.economy_title_zh if language == "zh" else surface.economy_title
    year = str((month_number(surface.from_month) + surface.months - 1) // 12)
    foot = say("picture.foot", economy=economy, version=version)
    return BreakEvenPage(
        language=language,
        title=say("break_even.heading", economy=economy),
        line=say("line"),
        answer=break_even_words(surface.tiles, say),
        figure=tiles_figure(surface.tiles, say, foot, year),
        words=side_words(surface, say),
        surface=surface_table(surface, say),
        say=say,
    )


def side_words(surface: BreakEvenSurface, say: Words) -> tuple[str, ...]:
    """On which side the evidence puts us, as counts of tested cells; and how well the points were checked."""
    tiles = surface.tiles
    words = [
        say("break_even.count", costing=surface.costing, tested=surface.tested),
        say(
            "break_even.default",
            saving=significant(tiles.default_saving, 2),
            count=surface.turns_below_default,
            points=len(surface.cells),
        ),
    ]
    if surface.largest_residual is not None:
        words.append(say("break_even.residual", residual=number(100 * surface.largest_residual, 4)))
    return (*words, world_words(surface, say))


def world_words(surface: BreakEvenSurface, say: Words) -> str:
    """The world the surface was computed in: chips, competitor and its policy."""
    world, chinese = surface.world, say.language == "zh"

    def title(titles: tuple[str, str]) -> str:
        return titles[1] if chinese and titles[1] else titles[0]

    slots = {"months": surface.months, "chips": title(world.chips_titles)}
    if world.competitor is None:
        return say("break_even.alone", **slots)
    name = say.or_else(f"competitor.{world.competitor}", title(world.competitor_titles))
    policy = in_sentence(re.split(r"\s*[(（]", title(world.policy_titles))[0], say.language)
    return say("break_even.world", **slots, competitor=name, policy=policy)


def surface_table(surface: BreakEvenSurface, say: Words) -> Table:
    """The surface: one row a redirection and reinstatement, one column an absorption time."""
    absorptions = sorted({cell.absorption_months for cell in surface.cells})
    rows: dict[tuple[float, float], dict[float, SurfaceCell]] = {}
    for cell in surface.cells:
        rows.setdefault((cell.redirection, cell.reinstatement), {})[cell.absorption_months] = cell
    columns = (
        say("break_even.redirection"),
        say("break_even.reinstatement"),
        *(say("break_even.months", months=significant(value, 3)) for value in absorptions),
    )
    first, last = (significant(surface.automation_saving[i], 2) for i in (0, -1))

    def words(cell: SurfaceCell) -> str:
        if cell.turns_at is not None:
            return number(cell.turns_at, 2)
        return f"< {first}" if cell.costs_everywhere else f"> {last}"

    body = tuple(
        (significant(rho, 3), significant(nu, 3), *(words(cells[value]) for value in absorptions))
        for (rho, nu), cells in rows.items()
    )
    return Table(columns, body, frozenset(range(len(columns))), caption=say("break_even.surface"))
