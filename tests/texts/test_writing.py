"""Numbers, lists and nouns stand in sentences as each language writes them."""

import pytest

from service.texts import Language, texts_of
from service.texts.writing import lower_first, upper_first

EN, FR = texts_of("en").writing, texts_of("fr").writing
SPACE = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "decimals", "english", "french"),
    [
        (0, None, "0", "0"),
        (1200, None, "1,200", f"1{SPACE}200"),
        (10_000_000, None, "10,000,000", f"10{SPACE}000{SPACE}000"),
        (1.5, None, "1.5", "1,5"),
        (2.0, None, "2", "2"),
        (-3.25, None, "−3.25", "−3,25"),
        (2.5, 2, "2.50", "2,50"),
        (-1234.5, 1, "−1,234.5", f"−1{SPACE}234,5"),
        (-0.04, 1, "0.0", "0,0"),
    ],
)
def test_a_number_has_the_marks_of_its_language(
    value: float, decimals: int | None, english: str, french: str
) -> None:
    assert EN.number(value, decimals) == english
    assert FR.number(value, decimals) == french


def test_numbers_read_together_have_the_same_decimals() -> None:
    assert EN.numbers([2, 2.5, 3]) == ["2.0", "2.5", "3.0"]
    assert FR.numbers([15, 70]) == ["15", "70"]
    assert EN.numbers([]) == []
    assert EN.numbers([1.125, 2]) == ["1.125", "2.000"]


def test_points_gained_and_lost_have_a_sign_and_one_decimal() -> None:
    assert [EN.gain(points) for points in (8.0, -1.5, 0)] == ["+8.0", "−1.5", "0.0"]
    assert FR.gain(-5.5) == "−5,5"


@pytest.mark.parametrize(
    ("number", "english", "french"),
    [(0, "points", "point"), (1, "point", "point"), (1.5, "points", "point"), (2, "points", "points")],
)
def test_a_noun_agrees_with_its_number_by_language(number: float, english: str, french: str) -> None:
    assert EN.fill("{n:point|points}", n=number) == english
    assert FR.fill("{n:point|points}", n=number) == french


def test_a_text_is_filled_with_numbers_lists_and_words() -> None:
    text = "{name}: {count} {count:profile|profiles} of {kinds}"
    values = {"name": "a1", "count": 1200, "kinds": ["A", "B", "C"]}
    assert EN.fill(text, **values) == "a1: 1,200 profiles of A, B and C"
    assert FR.fill(text, **values) == f"a1: 1{SPACE}200 profiles of A, B et C"
    # A value may bear any name, and braces in a value are no placeholders.
    assert EN.fill("“{text}” of {self}", text="{x}", self=1) == "“{x}” of 1"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_last_of_a_list_is_joined_by_a_word(language: Language) -> None:
    writing = texts_of(language).writing
    either, both = {"en": ("or", "and"), "fr": ("ou", "et")}[language]
    assert [writing.listed(items) for items in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == [
        "",
        "A",
        f"A {both} B",
        f"A, B {both} C",
    ]
    assert writing.either(("A", "B", "C")) == f"A, B {either} C"


def test_a_label_inside_a_sentence_begins_small_unless_it_is_an_abbreviation() -> None:
    labels = ("Stratégie", "Équipe social media interne", "CDI", "SEO provider", "A balance", "")
    assert [lower_first(label) for label in labels] == [
        "stratégie",
        "équipe social media interne",
        "CDI",
        "SEO provider",
        "a balance",
        "",
    ]
    assert upper_first("équipe, dès maintenant.") == "Équipe, dès maintenant."
