"""What several rules ask of a migration: drops, renames, locks, rows, what fails and what is not restored."""
