"""The golden corpus: what every case comes out as, byte for byte, under each released version.

``python -m tests.golden`` writes the file of the current version anew. Once a version is released, only a
change of its words may change a digest here, and a change of a ``result`` never may.
"""
