"""Microseconds of each step from a profile to an answer, over all case profiles."""

import statistics
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from service.engine import assess, compile_pack
from service.engine.core import decide
from service.methodology.catalogue import shipped
from service.model.codes import Include
from service.model.profile import Profile

CASES = sorted((Path(__file__).parents[1] / "cases" / "organisations").glob("*.toml"))
ROUNDS = 15
TRACED: frozenset[Include] = frozenset({"trace"})


def microseconds(work: Callable[[Any], object], items: list[Any]) -> tuple[float, float, float]:
    """Median, least and greatest time per item over the rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for item in items:
            work(item)
        times.append((time.perf_counter() - start) / len(items) * 1e6)
    return statistics.median(times), min(times), max(times)


def usual_body() -> bytes:
    """The case file's profile of median size, as it is sent."""
    bodies = [msgspec.json.encode(profile) for profile in _profiles()]
    return sorted(bodies, key=len)[len(bodies) // 2]


def _profiles() -> list[Profile]:
    return [msgspec.convert(tomllib.loads(path.read_text())["profile"], Profile) for path in CASES]


def bench_engine() -> None:
    """Print the times of each step."""
    profiles = _profiles()
    bodies = [msgspec.json.encode(profile) for profile in profiles]
    compiled, traced = compile_pack(shipped().current, "en"), TRACED
    decoder, encoder = msgspec.json.Decoder(Profile), msgspec.json.Encoder()
    answers = [assess(compiled, profile) for profile in profiles]
    whole = [assess(compiled, profile, traced) for profile in profiles]
    steps: list[tuple[str, Callable[[Any], object], list[Any]]] = [
        ("decode", decoder.decode, bodies),
        ("decision alone", lambda profile: decide(compiled, profile), profiles),
        ("engine", lambda profile: assess(compiled, profile), profiles),
        ("encode", encoder.encode, answers),
        ("all of it", lambda body: encoder.encode(assess(compiled, decoder.decode(body))), bodies),
        ("engine with trace", lambda profile: assess(compiled, profile, traced), profiles),
        ("encode with trace", encoder.encode, whole),
    ]
    print(f"Microseconds per assessment, over {len(bodies)} case profiles, {ROUNDS} rounds")
    print(f"{'':<20}{'median':>10}{'least':>10}{'most':>10}")
    for name, work, items in steps:
        median, least, most = microseconds(work, items)
        print(f"{name:<20}{median:>10.1f}{least:>10.1f}{most:>10.1f}")
    sizes = sorted(len(encoder.encode(answer)) for answer in answers)
    print(f"Answer without include: median {sizes[len(sizes) // 2]} bytes, largest {sizes[-1]} bytes\n")
