"""The benchmark of the store works, on settings so small that only its working is seen."""

from __future__ import annotations

import pytest

from benchmarks import page, register


@pytest.mark.slow
def test_every_figure_is_measured_and_has_words() -> None:
    found = {each["id"]: each for each in register.measure(rounds=1, count=3, entries=300)}
    assert set(found) >= {"register.share_of_bare", "register.search_p95", "register.bare_inserts"}
    assert found["register.share_of_bare"]["target"] == 0.25
    assert found["register.search_p95"]["target"] == 0.1
    assert all(each["value"] > 0.0 for each in found.values())
    assert all(page.words_of(identity) for identity in found)
