"""Keys: their format, their checksum, and authentication by the ``Authorization`` header."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.application.access import key_format
from service.application.ports.key_store import Key
from service.errors import Unauthenticated
from tests.fakes.key_store import MemoryKeyStore

TEXT = key_format.make_key("sk_live")
KEY = Key(id="k1", tenant="one", kind="sk_live", scopes=frozenset({"assess"}))
STORE = MemoryKeyStore({TEXT: KEY})


def test_a_new_key_is_well_formed_and_unlike_any_other() -> None:
    keys = {key_format.make_key("sk_live") for _ in range(200)}
    assert len(keys) == 200
    assert all(key_format.is_well_formed(text) and len(text) == 47 for text in keys)


@given(st.integers(0, len(TEXT) - 1), st.sampled_from(string.ascii_lowercase + string.digits + "_"))
def test_one_changed_character_is_noticed_without_a_look_up(index: int, character: str) -> None:
    changed = TEXT[:index] + character + TEXT[index + 1 :]
    assert key_format.is_well_formed(changed) is (changed == TEXT)


@given(st.text())
def test_no_text_breaks_the_check(text: str) -> None:
    assert key_format.is_well_formed(text) is False
    assert key_format.is_well_formed("sk_live_" + text) is False


@pytest.mark.parametrize("header", ["Bearer {key}", "bearer {key}", "BEARER  {key} "])
def test_a_known_key_is_recognised(header: str) -> None:
    assert key_format.authenticate([header.format(key=TEXT)], STORE) == KEY


@pytest.mark.parametrize("header", [None, "", "Bearer", "{key}", "Basic {key}", "Bearer "])
def test_no_key_is_told_from_a_wrong_one(header: str | None) -> None:
    with pytest.raises(Unauthenticated) as caught:
        key_format.authenticate([] if header is None else [header.format(key=TEXT)], STORE)
    assert caught.value.invalid is False


@pytest.mark.parametrize("header", ["Bearer {other}", "Bearer {key}x", "Bearer \xff"])
def test_an_unknown_key_is_refused(header: str) -> None:
    with pytest.raises(Unauthenticated) as caught:
        key_format.authenticate([header.format(key=TEXT, other=key_format.make_key("sk_live"))], STORE)
    assert caught.value.invalid is True


def test_two_headers_are_no_key_even_if_both_are_good() -> None:
    with pytest.raises(Unauthenticated):
        key_format.authenticate([f"Bearer {TEXT}"] * 2, STORE)
