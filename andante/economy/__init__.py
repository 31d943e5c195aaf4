"""Andante: economy."""
