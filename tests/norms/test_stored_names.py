"""The state and figures of norms are stored by the names of their fields: renaming one orphans the data."""

import msgspec

from service.norms.release import Figures, PublishedLeaf
from tests.norms.world import START


def test_published_leaves_and_figures_are_encoded_under_the_stored_names() -> None:
    leaf = PublishedLeaf(edition=1, cut_off=START, counts=[0], owners={"north": 5})
    assert list(msgspec.to_builtins(leaf)) == ["edition", "at", "counts", "owners"]
    assert list(msgspec.to_builtins(Figures(20, 1, [0]))) == ["minimum", "edition", "counts"]
