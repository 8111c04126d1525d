"""Palier: an organisation profile in, an explained community-management assessment out."""

__version__ = "0.1.0"
