"""A weight is read in every spelling that means one, and only so much of it."""

import pytest

from service.api.language import negotiate


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("en;q=0.9, fr;q=1.0000", "fr"),
        ("fr;Q=0.9, en;Q=0.1", "fr"),
        ("en;q=0.12345, fr;q=0.12346", "fr"),
        ("fr;q=0.0000", "en"),
        ("fr;q=1.", "fr"),
        ("fr;q=.9", "en"),
        ("fr;q=-1", "en"),
        ("fr;q=0.5.5", "en"),
    ],
)
def test_a_weight_may_have_any_number_of_digits_and_either_letter(header: str, language: str) -> None:
    assert negotiate(header) == language
