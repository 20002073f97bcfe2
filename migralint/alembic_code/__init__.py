"""Alembic code with the user's own names, as the help of a finding shows it."""
