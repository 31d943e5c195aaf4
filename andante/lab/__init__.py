"""Andante: lab."""
