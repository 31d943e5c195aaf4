"""Andante: lab/report."""
