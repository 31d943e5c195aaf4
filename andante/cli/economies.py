"""`andante economies list|show`: the packaged economies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from andante.cli.options import AS_JSON
from andante.cli.printing import note, print_json, print_table

if TYPE_CHECKING:
    from andante.reference.economies import ReferenceEconomy


@click.group(name="economies", short_help="List or show the packaged economies.")
def command() -> None:
    """The packaged economies: employment by occupation, sector and age, wages, exposure, mobility."""


@command.command(name="list")
@AS_JSON
def list_economies(as_json: bool) -> None:
    """List every economy with its size."""
    from andante.reference.economies import economy_names, load_economy

    economies = [load_economy(name) for name in economy_names()]
    if as_json:
        print_json({"economies": [_summary(economy) for economy in economies]})
        return
    print_table(
        ("economy", "title", "labour force", "unemployment", "occupations", "vintage"),
        [
            (e.name, e.title, f"{e.labour_force:,.0f}", f"{100 * e.unemployment_rate:.1f} %",
             str(len(e.occupations)), e.vintage)
            for e in economies
        ],
        right=(2, 3, 4),
    )  # fmt: skip


@command.command(name="show")
@click.argument("economy")
@AS_JSON
def show_economy(economy: str, as_json: bool) -> None:
    """Show one economy: its occupations with employment, mean wage and exposure."""
    from andante.reference.economies import load_economy

    loaded = load_economy(economy)
    rows = _occupations(loaded)
    if as_json:
        print_json({**_summary(loaded), "occupations": rows})
        return
    for key, value in _summary(loaded).items():
        shown = value if isinstance(value, str) else f"{value:,.0f}" if value > 1 else f"{100 * value:.1f} %"
        click.echo(f"{key.replace('_', ' ')}: {shown}")
    click.echo()
    print_table(
        ("id", "occupation", "employed", f"mean wage ({loaded.currency})", "exposed tasks"),
        [
            (row["id"], row["title"], f"{row['employed']:,.0f}", f"{row['mean_wage']:,.0f}",
             f"{100 * row['exposure']:.1f} %")
            for row in rows
        ],
        right=(2, 3, 4),
    )  # fmt: skip
    note("`andante data list` says where the figures come from and which of them are imputed or assumed.")


def _summary(economy: ReferenceEconomy) -> dict[str, Any]:
    return {
        "name": economy.name,
        "title": economy.title,
        "title_zh": economy.title_zh,
        "jurisdiction": economy.jurisdiction,
        "currency": economy.currency,
        "vintage": economy.vintage,
        "labour_force": float(economy.labour_force),
        "employed": float(economy.employment.sum()),
        "unemployment_rate": float(economy.unemployment_rate),
        "entrants_per_year": float(economy.entrants_per_year),
    }


def _occupations(economy: ReferenceEconomy) -> list[dict[str, Any]]:
    exposure = economy.exposure["ilo_share"]
    return [
        {
            "id": identity,
            "title": economy.occupation_titles[i],
            "title_zh": economy.occupation_titles_zh[i],
            "employed": float(economy.employment[i]),
            "mean_wage": float(economy.mean_wage[i]),
            "exposure": float(exposure[i]),
        }
        for i, identity in enumerate(economy.occupations)
    ]
