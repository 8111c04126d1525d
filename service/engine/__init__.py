"""The engine: assesses a profile under a compiled methodology pack and explains the result.

Pure: no input or output, clock, randomness, logging or framework. Three steps: ``facts`` reads the profile,
``policies`` apply the pack's rules to the facts in whole numbers, ``explanation`` words the decision.
"""

from service.engine.compiled import CompiledPack, compile_pack
from service.engine.core import Decision, decide
from service.engine.explanation.assess import assess, explain
from service.engine.explanation.result_digest import result_digest

__all__ = ["CompiledPack", "Decision", "assess", "compile_pack", "decide", "explain", "result_digest"]
