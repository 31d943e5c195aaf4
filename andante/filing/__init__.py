"""Andante: filing."""
