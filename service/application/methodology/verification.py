"""The use case of verifying a pack: its cross-checks, then assessments of known, full and plausible profiles.

What the checks do not foresee shows when the engine runs: a pack passes only if every profile comes out.
"""

from collections.abc import Iterator
from itertools import islice

from service.application.synthesis.complete import complete_profile
from service.application.synthesis.plausible import plausible
from service.engine import CompiledPack, assess, compile_pack
from service.engine.facts.activity import headcount_range
from service.methodology.checks.pack import problems_of
from service.methodology.load import Pack
from service.methodology.problem import Problem, problem
from service.model.codes import Include
from service.model.profile import Organisation, Profile
from service.texts import LANGUAGES

_PLAUSIBLE = 20
_SEED = 1
_EVERYTHING: frozenset[Include] = frozenset({"profile", "trace", "counterfactuals", "robustness"})


def verify(pack: Pack) -> tuple[Problem, ...]:
    """Everything wrong with a pack. It is assessed with only where its cross-checks find nothing."""
    return problems_of(pack) or tuple(_failures(pack))


def _failures(pack: Pack) -> Iterator[Problem]:
    """The first assessment that fails: the others would tell the same."""
    for language in LANGUAGES:
        try:
            compiled = compile_pack(pack, language)
        except Exception as error:
            yield problem("compiling_failed", reason=_described(error))
            return
        failure = next(_failed(compiled), None)
        if failure is not None:
            yield failure
            return


def _failed(compiled: CompiledPack) -> Iterator[Problem]:
    for name, profile in _profiles():
        try:
            assess(compiled, profile, _EVERYTHING)
        except Exception as error:
            yield problem("assessing_failed", profile=name, reason=_described(error))


def _profiles() -> Iterator[tuple[Problem, Profile]]:
    """The profiles that every pack must assess, each with the words that name it."""
    yield (
        problem("profile_empty"),
        Profile(organisation=Organisation(country="FR")),
    )
    yield problem("profile_full"), complete_profile()
    for number, profile in enumerate(islice(plausible(_SEED), _PLAUSIBLE), start=1):
        who = profile.organisation
        people = headcount_range(who.headcount).least
        described = f"{who.activity_code}, {people}"
        yield problem("profile_plausible", number=number, organisation=described), profile


def _described(error: Exception) -> str:
    """The error's type and text, and the line of the engine where it happened."""
    trace, place = error.__traceback__, ""
    while trace is not None:
        code = trace.tb_frame.f_code
        place = f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}"
        trace = trace.tb_next
    return f"{type(error).__name__}: {error}, {place}"
