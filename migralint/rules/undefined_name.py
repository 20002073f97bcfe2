"""undefined-name: the script uses a name that it neither imports nor defines."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping

from migralint.analysis.statements import shown
from migralint.findings import Problem, Rule, Severity
from migralint.migration import Migration
from migralint.revisions.names import undefined_names

SOURCES: Mapping[str, tuple[str, ...]] = {
    "alembic": ("op", "context"),
    "sqlalchemy": (
        "ARRAY", "BigInteger", "Boolean", "CheckConstraint", "Column", "Date", "DateTime", "Enum", "Float",
        "ForeignKey", "ForeignKeyConstraint", "Index", "Integer", "Interval", "JSON", "LargeBinary", "MetaData",
        "Numeric", "PrimaryKeyConstraint", "Sequence", "SmallInteger", "String", "Table", "Text", "Time", "Unicode",
        "UniqueConstraint", "Uuid", "and_", "bindparam", "column", "delete", "func", "insert", "inspect", "or_",
        "select", "table", "text", "update",
    ),
    "sqlalchemy.dialects": ("postgresql", "mysql", "sqlite", "mssql", "oracle"),
    "sqlalchemy.dialects.postgresql": ("BYTEA", "ENUM", "HSTORE", "INET", "JSONB", "TSVECTOR", "UUID"),
    "sqlalchemy.exc": ("IntegrityError", "OperationalError", "ProgrammingError", "SQLAlchemyError"),
    "sqlalchemy.orm": ("Session", "declarative_base", "sessionmaker"),
    "datetime": ("timedelta", "timezone"),
}  # fmt: skip
IMPORTS = {name: f"from {module} import {name}" for module, names in SOURCES.items() for name in names}
MODULES = {"sqlmodel", "geoalchemy2", "sqlalchemy_utils", "pgvector", "sqlalchemy", "alembic", "advanced_alchemy"}
WHOLE = {name: f"import {name}" for name in (*sys.stdlib_module_names, *MODULES)}
ALIASES = {"sa": "import sqlalchemy as sa", "np": "import numpy as np", "pd": "import pandas as pd"}
KNOWN = {**WHOLE, **IMPORTS, **ALIASES}


def check(migration: Migration) -> Iterator[Problem]:
    for name, span in undefined_names(migration.revision.script):
        known = KNOWN.get(name)
        yield Problem(
            span=span,
            message=f"{shown(name)} is not defined in this script: it fails with a NameError",
            help=f"import it at the top of the script:\n{known}" if known else f"import or define {name}",
            subject=name,
        )


RULE = Rule(
    id="undefined-name",
    group="general",
    severity=Severity.ERROR,
    summary="a name that the script neither imports nor defines",
    subject=Migration,
    check=check,
)
