"""Andante: reference."""
