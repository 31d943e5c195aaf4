"""Andante: policies."""
