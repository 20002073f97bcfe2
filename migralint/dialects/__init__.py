"""What a step does to a database in use, by engine and version."""
