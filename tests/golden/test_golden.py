"""Under a released version every case comes out as it did, until its words are mended."""

import pytest

from service.methodology.catalogue import shipped
from tests.golden.corpus import pinned, results


@pytest.mark.parametrize("version", shipped().versions)
def test_every_case_comes_out_as_it_was_pinned_to_the_byte(version: str) -> None:
    now, before = results(version), pinned(version)
    assert now.keys() == before.keys()
    changed = [
        f"{name}: {column} was {before[name][column]}, is {now[name][column]}"
        for name in now
        for column in now[name]
        if now[name][column] != before[name][column]
    ]
    assert not changed, "\n".join(changed)
