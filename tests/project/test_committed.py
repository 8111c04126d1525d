"""What is committed is what the code makes: the contract, and locks without addresses."""

import json
from pathlib import Path

import pytest

from service.app import contract

ROOT = Path(__file__).parents[2]


def test_the_committed_contract_is_the_one_served():
    assert (ROOT / "openapi" / "openapi.yaml").read_text("utf-8") == contract(), "run: make contract"


@pytest.mark.parametrize(
    "name",
    ["requirements.txt", "requirements-test.txt", "openapi/requirements.txt"],
)
def test_locks_hold_hashes_and_no_address(name):
    lines = (ROOT / name).read_text("utf-8").splitlines()
    assert any(line.strip().startswith("--hash=sha256:") for line in lines)
    assert not [line for line in lines if "://" in line or line.startswith(("--index", "--extra", "--find"))]


def test_the_lock_of_the_contract_tools_holds_hashes_and_no_address():
    lock = (ROOT / "openapi" / "package-lock.json").read_text("utf-8")
    packages = json.loads(lock)["packages"]
    del packages[""]
    assert all("integrity" in package and "resolved" not in package for package in packages.values())
    assert "://" not in lock
