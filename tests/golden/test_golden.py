"""Under a released version every case comes out as it did, until its words are mended."""

import pytest

from service.methodology.catalogue import shipped
from tests.golden.corpus import digests, pinned


@pytest.mark.parametrize("version", shipped().versions)
def test_every_case_comes_out_as_it_was_pinned_to_the_byte(version: str) -> None:
    found, wanted = digests(version), pinned(version)
    assert found.keys() == wanted.keys()
    changed = [f"{name}: {kind}" for name in found for kind in found[name] if found[name] != wanted[name]]
    assert not changed, "\n".join(changed)
