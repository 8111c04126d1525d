"""Properties of inputs: one form of what is written in many ways, and no section by mistake."""

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from service.application.profiles import read_profile, write_profile
from service.engine.facts.activity import HeadcountRange, sizes_of
from service.model.codes import Scheme
from service.model.nace import _sections, canonical_code, section_of
from service.model.patterns import ACTIVITY
from service.model.plain_text import canonical_text
from service.model.profile import Organisation, Profile

SCHEMES: tuple[Scheme, ...] = ("nace2", "nace2.1")
KNOWN = {scheme: sorted(_sections(scheme)) for scheme in SCHEMES}
CLASSES = {scheme: [code for code in KNOWN[scheme] if len(code) == len("47.71")] for scheme in SCHEMES}
SCHEME = st.sampled_from(SCHEMES)
CODE = st.from_regex(re.compile(ACTIVITY))
MOST = 100
ODD = "ae\u0301\u0308 \u00a0\u200b\u202e\u2028\u2029\ufeff\u0958\u05e9\u05c1\u05bc\u0915\u093cZ\u1e0b\u0323"
TEXT = st.text(st.sampled_from(ODD), max_size=MOST) | st.text(
    st.characters(exclude_categories=["Cc", "Cs"]), max_size=MOST
)
JOINTS = st.sampled_from(["", " ", ".", "-", "/", "\u00a0", ". "])


@st.composite
def spellings(draw: st.DrawFn) -> tuple[str, str, Scheme]:
    """A code of a scheme, and the same written otherwise: other joints and case, blanks around."""
    scheme = draw(SCHEME)
    code = draw(st.sampled_from(KNOWN[scheme]))
    plain = code.replace(".", "")
    spelt = plain[0] + "".join(
        (draw(JOINTS) if place > 1 else "") + letter for place, letter in enumerate(plain[1:], start=1)
    )
    blanks = st.sampled_from(["", " ", "\u00a0"])
    return code, draw(blanks) + draw(st.sampled_from([spelt, spelt.lower()])) + draw(blanks), scheme


@given(spellings())
def test_no_spelling_changes_a_code_or_its_section(spelling: tuple[str, str, Scheme]) -> None:
    code, spelt, scheme = spelling
    assert re.search(ACTIVITY, spelt)
    assert canonical_code(spelt) == code
    assert section_of(canonical_code(spelt), scheme) == section_of(code, scheme)


@given(CODE)
def test_the_form_of_a_code_is_one(code: str) -> None:
    once = canonical_code(code)
    assert canonical_code(once) == once
    assert re.search(ACTIVITY, once)
    assert re.fullmatch(r"[A-V]|[0-9]{2}(\.[0-9]{0,6}[A-Z]?)?", once)


@given(SCHEME, st.data())
def test_a_national_code_that_begins_with_a_class_counts_as_its_class(
    scheme: Scheme, data: st.DataObject
) -> None:
    code = data.draw(st.sampled_from(CLASSES[scheme]))
    national = data.draw(st.from_regex(r"\A[0-9]{0,4}[A-Za-z]?\Z"))
    joint = data.draw(JOINTS)
    spelt = code.replace(".", data.draw(st.sampled_from(["", "."]))) + (joint + national if national else "")
    assert re.search(ACTIVITY, spelt)
    assert section_of(canonical_code(spelt), scheme) == section_of(code, scheme)


@given(SCHEME, CODE)
def test_a_section_is_told_only_of_what_the_scheme_has(scheme: Scheme, code: str) -> None:
    canonical = canonical_code(code)
    if section_of(canonical, scheme) is not None:
        named = canonical[: len("47.71")]
        assert named in KNOWN[scheme]
        assert len(canonical) <= len(named) or named in CLASSES[scheme]


@given(TEXT)
def test_the_form_of_a_text_is_one_line_and_no_longer_than_its_limit(text: str) -> None:
    once = canonical_text(text, MOST)
    assert canonical_text(once, MOST) == once
    assert len(once) <= MOST
    assert len(once.splitlines()) <= 1
    assert once == once.strip()


@given(TEXT)
def test_composed_or_not_a_text_is_the_same(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    if max(len(composed), len(decomposed)) <= MOST:
        assert canonical_text(composed, MOST) == canonical_text(decomposed, MOST)


@given(TEXT, TEXT, CODE, SCHEME)
def test_a_profile_is_read_again_as_it_was_kept(reference: str, name: str, code: str, scheme: Scheme) -> None:
    organisation = Organisation(
        country="FR", reference=reference or None, name=name, activity_code=code, activity_scheme=scheme
    )
    profile = Profile(organisation=organisation)
    assert read_profile(write_profile(profile)) == profile


@given(st.none() | st.integers(0, 20_000), st.none() | st.integers(0, 20_000), st.integers(0, 30_000))
def test_a_range_has_the_size_of_everybody_in_it_or_none(
    least: int | None, most: int | None, people: int
) -> None:
    if least is not None and most is not None:
        least, most = sorted((least, most))
    sizes = sizes_of(HeadcountRange(least, most))
    (size,) = sizes_of(HeadcountRange(people, people))
    if least is None and most is None:
        assert sizes == ()
    elif (least or 0) <= people and (most is None or people <= most):
        assert size in sizes
