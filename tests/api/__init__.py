"""Tests of the HTTP face, over HTTP."""
