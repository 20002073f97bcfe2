"""A schema as JSON: what `migralint schema` writes and what a base schema file holds."""

from migralint.schema.json.reading import from_json, read_schema
from migralint.schema.json.writing import to_json

__all__ = ["from_json", "read_schema", "to_json"]
