"""Answers that profiles did not always have: drawn apart, so that they change no other answer."""

from random import Random
from typing import Any

from service.application.synthesis.assumptions import SECTORS, UNANSWERED


def add_later_answers(rng: Random, profile: dict[str, Any]) -> dict[str, Any]:
    """Return the profile with these added in place: keen people, where content comes from, harm, how long."""
    sector = SECTORS[profile["organisation"]["activity_code"]]
    communication = (profile["capacity"]["skills"] or {}).get("communication", 1)
    keen = 0.1 + 0.12 * communication
    drawn: dict[tuple[str, str], Any] = {
        ("capacity", "keen_insider"): rng.choices(["yes", "partly", "no"], [keen, 0.25, 0.75 - keen])[0],
        ("presence", "content_origin"): rng.choices(["on_site", "mixed", "created"], [40, 40, 20])[0],
        ("governance", "sensitive_topics"): rng.choices(
            ["yes", "partly", "no"], [0.1 + 0.15 * sector.exposure, 0.3, 0.6]
        )[0],
        ("preferences", "duration"): rng.choices(["one_off", "seasonal", "lasting"], [6, 14, 80])[0],
    }
    for (block, field), answer in drawn.items():
        if rng.random() >= UNANSWERED:
            profile[block][field] = answer
    return profile
