"""Revision scripts and the graph that they make."""
