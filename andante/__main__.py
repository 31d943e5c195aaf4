"""`python -m andante` is the `andante` command."""

from andante.cli.main import main

main()
