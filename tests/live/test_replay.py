"""What was answered once is answered again to the byte, by another process."""

import os
from pathlib import Path
from typing import Any

import msgspec

from tests.golden.corpus import profiles
from tests.support.serving import COMMAND, serving

# Every case where there is time; a sixth of them says as much of another process.
PROFILES = list(profiles().values())[:: 1 if os.environ.get("PALIER_TEST_DEPTH") == "thorough" else 6]
PARTS = "include=profile,trace,counterfactuals,robustness,history"


def test_every_stored_assessment_reads_alike_in_a_new_process(tmp_path: Path) -> None:
    created: dict[str, bytes] = {}
    french: dict[str, bytes] = {}
    with serving(tmp_path, COMMAND) as first, first.client() as client:
        for number, profile in enumerate(PROFILES):
            body: dict[str, Any] = msgspec.to_builtins(profile)
            # Every third one shares a reference, so that there is a history to tell.
            body["organisation"]["reference"] = "same" if number % 3 == 0 else f"case-{number}"
            answer = client.post(f"/v1/assessments?{PARTS}", json=body)
            assert answer.status_code == 201, answer.text
            created[answer.headers["location"]] = answer.content
        with first.client(accept_language="fr") as other:
            french = {path: other.get(f"{path}?{PARTS}").content for path in created}
        assert first.stop() == 0
    with (
        serving(tmp_path, COMMAND) as second,
        second.client() as client,
        second.client(accept_language="fr") as other,
    ):
        for path, body_then in created.items():
            assert client.get(f"{path}?{PARTS}").content == body_then
            assert other.get(f"{path}?{PARTS}").content == french[path]
            assert client.get(f"{path}/replay").json()["same"] is True
    assert len(created) == len(PROFILES) > 20
