"""Andante: cli."""
