"""Every packaged table is what its build step makes of the raw files, where these are present."""

import numpy as np
import pyarrow as pa
import pytest

from andante.reference.build.registry import build_steps, run_step
from andante.reference.catalog import table_info
from andante.reference.tables import read_table

STEPS = build_steps()


@pytest.mark.raw_data
@pytest.mark.parametrize("name", sorted(STEPS))
def test_the_table_is_what_its_step_makes_of_the_raw_files(name, raw_data):
    built, packaged = run_step(STEPS[name], raw_data), read_table(name)
    assert built.schema.equals(packaged.schema)
    assert built.num_rows == packaged.num_rows
    for column in built.column_names:
        fresh, kept = built.column(column).combine_chunks(), packaged.column(column).combine_chunks()
        if pa.types.is_floating(fresh.type):
            # Sums may be taken in another order on another machine: the last digits are free, nothing else.
            assert fresh.is_null().equals(kept.is_null())
            np.testing.assert_allclose(
                fresh.to_numpy(zero_copy_only=False),
                kept.to_numpy(zero_copy_only=False),
                rtol=1e-9,
                atol=1e-12,
            )
        else:
            assert fresh.equals(kept), column


@pytest.mark.raw_data
@pytest.mark.parametrize("name", sorted(STEPS))
def test_who_is_not_in_the_table_is_what_the_catalogue_says(name, raw_data):
    assert table_info(name).accounting == STEPS[name].accounting(raw_data)
