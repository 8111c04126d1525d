"""Unknown names in a request are echoed to the caller, long ones cut short."""

import json

import pytest

from service.api.operations.methodologies import QuestionnaireQuery
from service.api.wire.queries import read
from service.application.intake.json_reader import read_json
from service.errors import Fault, InvalidInput
from service.model.profile import Profile


def only_fault(body: bytes) -> Fault:
    with pytest.raises(InvalidInput) as caught:
        read_json(body, Profile, "en")
    return next(fault for fault in caught.value.faults if fault.code == "unknown_field")


@pytest.mark.parametrize("letter", ["a", "/", "~", "é", "\ud800", "\n"])
def test_a_long_name_is_cut_in_its_pointer_and_in_its_words(letter: str) -> None:
    fault = only_fault(json.dumps({letter * 9000: 1}).encode())
    assert fault.pointer.endswith("…")
    assert len(fault.pointer) + len(fault.detail) < 400


def test_a_long_parameter_is_cut_as_well() -> None:
    with pytest.raises(InvalidInput) as caught:
        read(b"x" * 30_000 + b"=1", QuestionnaireQuery, "fr")
    assert len(caught.value.faults[0].pointer) < 210


def test_a_short_name_is_repeated_whole() -> None:
    assert only_fault(b'{"importence": 1}').pointer == "/importence"
