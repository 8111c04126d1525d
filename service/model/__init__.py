"""The vocabulary shared by all layers: codes, the profile that is sent, the assessment that is answered.

Imports nothing of Palier but its errors and settings.
"""
