"""The engine: a profile and a methodology value in, an explained assessment out.

Pure: no input or output, clock, randomness, logging or framework. Facts come first, policy after, in whole
numbers; a pack is compiled once and nothing is looked up twice.
"""

from service.engine.compiled import Compiled, compile_pack
from service.engine.core import Decision, decide
from service.engine.explanation.assess import assess, explain
from service.engine.explanation.result_digest import result_digest

__all__ = ["Compiled", "Decision", "assess", "compile_pack", "decide", "explain", "result_digest"]
