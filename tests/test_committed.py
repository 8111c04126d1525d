"""What is committed is what the code makes: the contract, and locks without addresses."""

from pathlib import Path

import pytest

from service.app import contract

ROOT = Path(__file__).parents[1]


def test_the_committed_contract_is_the_one_served():
    assert (ROOT / "openapi" / "openapi.yaml").read_text("utf-8") == contract(), "run: make contract"


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt"])
def test_locks_hold_hashes_and_no_address(name):
    lines = (ROOT / name).read_text("utf-8").splitlines()
    assert any(line.strip().startswith("--hash=sha256:") for line in lines)
    assert not [line for line in lines if "://" in line or line.startswith(("--index", "--extra", "--find"))]
