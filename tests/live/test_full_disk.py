"""How a server goes on with a full disk: nothing that was answered is lost, and it heals by itself."""

import resource
from pathlib import Path

import httpx

from tests.drills.kill import body_for
from tests.support.serving import serving
from tests.support.waiting import is_soon


def test_a_full_disk_is_503_while_reading_goes_on_and_heals_by_itself(tmp_path: Path) -> None:
    with serving(tmp_path) as served, served.client(content_type="application/json") as client:
        kept = [client.post("/v1/assessments", content=body_for(f"kept-{n}")) for n in range(20)]
        assert {answer.status_code for answer in kept} == {201}
        log = (tmp_path / "palier.db-wal").stat().st_size
        _, most = resource.prlimit(served.process.pid, resource.RLIMIT_FSIZE)
        # Room for no assessment, and hardly for the little that readiness writes every other second.
        resource.prlimit(served.process.pid, resource.RLIMIT_FSIZE, (log + 10_000, most))
        refused: list[httpx.Response] = []
        for number in range(60):
            answer = client.post("/v1/assessments", content=body_for(f"more-{number}"))
            (kept if answer.status_code == 201 else refused).append(answer)
        assert {answer.status_code for answer in refused} == {503}
        # Nobody sends it more of what it cannot store.
        assert is_soon(lambda: client.get("/readyz").status_code == 503)
        assert client.get("/livez").status_code == 200
        assert refused[-1].headers["retry-after"] == "1"
        for answer in kept:
            assert client.get(answer.headers["location"]).content == answer.content
        resource.prlimit(served.process.pid, resource.RLIMIT_FSIZE, (most, most))
        healed = client.post("/v1/assessments", content=body_for("healed"))
        assert healed.status_code == 201
        assert is_soon(lambda: client.get("/readyz").status_code == 200)
        for answer in [*kept, healed]:
            assert client.get(answer.headers["location"]).content == answer.content
        served.stop()
    with serving(tmp_path) as again, again.client() as client:
        for answer in [*kept, healed]:
            assert client.get(answer.headers["location"]).content == answer.content
