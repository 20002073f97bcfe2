"""Checking: the rules run over a project, and what they find becomes a report."""
