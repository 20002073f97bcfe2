"""What an index of PostgreSQL is given beside its columns, and no other database reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migralint.interpreter.values import Value

NAMES = ("postgresql_ops", "postgresql_with", "postgresql_nulls_not_distinct")


def index_options(kwargs: Mapping[str, Value]) -> Iterator[str]:
    """Operator classes and storage parameters, each as an argument of `create_index`."""
    for name in NAMES:
        value = kwargs.get(name)
        if value is True or (isinstance(value, dict) and value and _is_constant(value)):
            text = repr(value)
            yield f"{name}=" + (text if '"' in text else text.replace("'", '"'))


def _is_constant(options: Mapping[Value, Value]) -> bool:
    return all(isinstance(each, (str, int, float)) for pair in options.items() for each in pair)
