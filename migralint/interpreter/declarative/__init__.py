"""SQLAlchemy's declarative classes, Flask-SQLAlchemy's and SQLModel's, read as the tables that they map."""
