"""The engine: a profile and a methodology value in, an explained assessment out.

Pure: no input or output, clock, randomness, logging or framework. Facts come first, policy after, in whole
numbers; a pack is compiled once and nothing is looked up twice.
"""

from service.engine.assess import assess
from service.engine.compiled import Compiled, compile_pack

__all__ = ["Compiled", "assess", "compile_pack"]
