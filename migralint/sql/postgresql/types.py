"""Types as SQLAlchemy's PostgreSQL compiler spells them."""

from __future__ import annotations

from migralint.objects import Type
from migralint.sql.postgresql.tree import Node, expression, strings

SPELLINGS = {
    "int2": "SMALLINT",
    "int4": "INTEGER",
    "int": "INTEGER",
    "int8": "BIGINT",
    "float4": "REAL",
    "float8": "DOUBLE PRECISION",
    "bool": "BOOLEAN",
    "bpchar": "CHAR",
    "varbit": "BIT VARYING",
    "timetz": "TIME",
    "timestamptz": "TIMESTAMP",
}
SPELLED_AS_NAMED = frozenset(
    "varchar text numeric bytea json jsonb jsonpath uuid date time timestamp interval bit inet cidr macaddr macaddr8 "
    "xml money oid regclass regconfig regtype regproc tsvector tsquery name point line lseg box path polygon circle "
    "int4range int8range numrange daterange tsrange tstzrange int4multirange int8multirange nummultirange "
    "datemultirange tsmultirange tstzmultirange citext hstore ltree char".split()
)
SERIAL = {
    "smallserial": "SMALLINT",
    "serial2": "SMALLINT",
    "serial": "INTEGER",
    "serial4": "INTEGER",
    "bigserial": "BIGINT",
    "serial8": "BIGINT",
}
SUFFIXES = {
    "time": "WITHOUT TIME ZONE",
    "timestamp": "WITHOUT TIME ZONE",
    "timetz": "WITH TIME ZONE",
    "timestamptz": "WITH TIME ZONE",
}
ANY_INTERVAL = 0x7FFF
INTERVAL_FIELDS = {
    "YEAR": 1 << 2,
    "MONTH": 1 << 1,
    "DAY": 1 << 3,
    "HOUR": 1 << 10,
    "MINUTE": 1 << 11,
    "SECOND": 1 << 12,
}


def is_serial(type_name: Node) -> bool:
    return len(type_name.names) == 1 and strings(type_name.names)[0] in SERIAL


def column_type(type_name: Node) -> Type:
    *schemas, name = strings(type_name.names)
    schema = schemas[-1] if schemas else ""
    dimensions = len(type_name.array_bounds)
    arguments = tuple(expression(argument) for argument in type_name.typmods)
    if schema in ("", "pg_catalog"):
        if name == "interval":
            return _interval(arguments, dimensions)
        spelled = SERIAL.get(name) or SPELLINGS.get(name) or (name.upper() if name in SPELLED_AS_NAMED else None)
        if spelled is not None:
            return Type(spelled, arguments, SUFFIXES.get(name, ""), dimensions)
    enum = None if arguments else name
    return Type(name, arguments, dimensions=dimensions, enum=enum, enum_schema=schema if enum else "")


def _interval(arguments: tuple[str, ...], dimensions: int) -> Type:
    """The parser gives the fields of `INTERVAL DAY TO SECOND (3)` as a bit mask before the precision."""
    mask = int(arguments[0]) if arguments and arguments[0].isdigit() else ANY_INTERVAL
    fields = [field for field, bit in INTERVAL_FIELDS.items() if mask != ANY_INTERVAL and mask & bit]
    suffix = " TO ".join(dict.fromkeys((fields[0], fields[-1]))) if fields else ""
    return Type("INTERVAL", arguments[1:], suffix, dimensions)
