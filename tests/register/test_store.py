"""Filings from submission to the public register and after, on both databases."""

from __future__ import annotations

from registers import (
    KEY,
    Register,
)

from andante.register.checkpoint import open_checkpoint


def test_a_deployment_goes_through_to_the_public_register(register: Register) -> None:
    model, number = register.published_pair()
    entry = register.store.public_entry(number).content
    assert entry["outcome"] == "approve_with_conditions"
    assert entry["model"] == {"entry": model, "version": "1.0"}
    assert [each["id"] for each in entry["conditions"]]
    assert "filer-1" not in str(entry)
    found = register.store.public_search("客服")
    assert {hit.entry for hit in found.hits} == {model, number}
    assert dict(found.facets["kind"]) == {"model": 1, "deployment": 1}
    assert open_checkpoint(register.store.checkpoint(), KEY.verifier()).size == 17


def test_the_register_is_sound_after_all_this(register: Register) -> None:
    register.published_pair()
    from andante.register.check import check_register

    assert check_register(register.engine, KEY.verifier()).problems == ()
