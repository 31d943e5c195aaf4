"""Filings: the one typed schema of what is put before a policy, its outcomes and conditions."""
