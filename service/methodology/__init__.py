"""The model as data: the typed shape of a pack, its cross-checks, the catalogue of shipped versions.

Imports the model and the errors; knows no engine, no storage, no HTTP.
"""
