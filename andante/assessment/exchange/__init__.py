"""Answers in the forms of two public procedures: the Canadian AIA and the Dutch Algorithm Register."""
