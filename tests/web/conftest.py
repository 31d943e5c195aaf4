"""A register that runs, for all tests of this folder: with people in every role."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from filed import Register, register_with_people


@pytest.fixture(scope="session")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """Tests add to it and take nothing away."""
    with register_with_people(tmp_path_factory.mktemp("register")) as found:
        yield found
