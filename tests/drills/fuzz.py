"""Fuzzes a served Palier through its contract: every check, every phase, stateful too, on fresh seeds.

``python -m tests.drills.fuzz EXAMPLES SEEDS`` starts a server for each seed and ends with 1 after a
failure, having printed the seed: nothing is fixed here, so that every run looks somewhere else.
"""

import secrets
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.support.serving import serving

SCHEMATHESIS = str(Path(sys.executable).with_name("schemathesis"))


def main(examples: int, seeds: int) -> int:
    # At once, since a run of schemathesis keeps one core busy and its server hardly any.
    with ThreadPoolExecutor(seeds) as pool:
        runs = [pool.submit(run, examples, secrets.randbelow(2**32)) for _ in range(seeds)]
        return max(each.result() for each in runs)


def run(examples: int, seed: int) -> int:
    # Limits are tested elsewhere: here they would hide what lies behind them.
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), PALIER_RATE="10000000") as served:
        command = [
            SCHEMATHESIS, "run", f"{served.url}/openapi.json",
            "--phases", "examples,coverage,fuzzing,stateful", "--checks", "all",
            "--max-examples", str(examples), "--seed", str(seed),
            "--header", f"Authorization: Bearer {served.key}", "--no-color",
            "--suppress-health-check", "all", "--continue-on-failure",
        ]  # fmt: skip
        done = subprocess.run(
            command, cwd=folder, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        crashed = '"event":"crash"' in served.log.read_text("utf-8")
    print(f"schemathesis, {examples} examples an operation, seed {seed}\n{done.stdout}", flush=True)
    return int(bool(done.returncode) or crashed)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
