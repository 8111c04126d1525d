"""The nouns that every layer speaks: the profile that comes in, the assessment that goes out.

Imports nothing of Palier but its errors and settings.
"""
