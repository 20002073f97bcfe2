"""SQLAlchemy models read as the schema that they declare, never imported or run."""

from migralint.models.places import Place, Places
from migralint.models.reading import Models, Unread, read_models
from migralint.models.search import declares_tables
from migralint.models.uses import Use, Uses

__all__ = ["Models", "Place", "Places", "Unread", "Use", "Uses", "declares_tables", "read_models"]
