"""Andante: lab/nests."""
