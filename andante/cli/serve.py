"""`andante serve`: the register as a service, on an embedded database by default."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(name="serve", short_help="Run the register: pages, API and log.")
@click.option("--host", help="Address to listen on. By default 127.0.0.1: this machine alone.")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port to listen on, by default 8000; 0 takes a free one."
)
@click.option("--db", metavar="URL", help="postgresql://USER@HOST/NAME or sqlite:///FILE.")
@click.option(
    "--folder", type=click.Path(file_okay=False, path_type=Path), help="Folder of the embedded register."
)
@click.option("--config", type=click.Path(dir_okay=False, path_type=Path), help="TOML file of settings.")
@click.option(
    "--plain-http", is_flag=True, default=None, help="Serve others without TLS: for closed networks."
)
def command(
    host: str | None,
    port: int | None,
    db: str | None,
    folder: Path | None,
    config: Path | None,
    plain_http: bool | None,
) -> None:
    """Run the register: pages for filers, reviewers and the public, the API, and the log.

    With no option it makes ./andante-register with an SQLite file and the log's signing key, and prints the
    address and, as long as nobody administers the register, a one-time link for the first administrator.
    Settings come from here, from the environment (ANDANTE_...) and from a TOML file: docs/serving.md. Ctrl-C
    or SIGTERM ends it when the requests under way are answered.
    """
    import os

    from andante.cli.printing import note
    from andante.web.server import serve
    from andante.web.settings import read_settings, unknown_variables

    given = {"host": host, "port": port, "db": db, "folder": folder, "plain_http": plain_http}
    settings = read_settings(given, os.environ, config)
    for sentence in unknown_variables(os.environ):
        note(f"note: {sentence}.")
    serve(settings, click.echo)
