"""Andante: decide how fast, and on what terms, AI enters work."""

__version__ = "0.1.0"
