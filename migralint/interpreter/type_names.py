"""What type classes of SQLAlchemy and its companions are called in each dialect, and what their arguments mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

Options: TypeAlias = Mapping[str, object]
ByName: TypeAlias = Mapping[str, tuple[str, ...]]


def _each(names: str, parameters: str) -> dict[str, tuple[str, ...]]:
    return dict.fromkeys(names.split(), tuple(parameters.split()))


DIALECT_MODULES: Final = ("postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle")
BOOLEANS: Final = "Boolean BOOLEAN MatchType"
_FLOATS: Final = "Float FLOAT Double DOUBLE DOUBLE_PRECISION REAL"
_INTEGERS: Final = "INTEGER BIGINT SMALLINT TINYINT MEDIUMINT"
_TIMES: Final = "DateTime Time DATETIME TIME TIMESTAMP"
_STRINGS: Final = (
    "String Unicode Text UnicodeText VARCHAR CHAR NCHAR NVARCHAR TEXT CLOB NCLOB VARCHAR2 NVARCHAR2"
    " NTEXT TINYTEXT MEDIUMTEXT LONGTEXT AutoString CITEXT"
)
_BINARIES: Final = "LargeBinary BLOB BINARY VARBINARY RAW BYTEA IMAGE"

# Names of positional parameters, by class; a dialect module's own classes override the generic ones.
PARAMETERS: Final[ByName] = {
    **_each(BOOLEANS, "create_constraint name"),
    **_each(_STRINGS, "length collation"),
    **_each(_BINARIES, "length"),
    **_each(f"{_FLOATS} BINARY_DOUBLE BINARY_FLOAT", "precision"),
    **_each("Numeric NUMERIC DECIMAL NUMBER", "precision scale"),
    **_each(_TIMES, "timezone"),
    **_each("Interval", "native second_precision day_precision"),
    **_each("Uuid UUID", "as_uuid native_uuid"),
    **_each("ARRAY", "item_type"),
    **_each("DOMAIN", "name data_type"),
    **_each("DATETIME2 DATETIMEOFFSET", "precision"),
    **_each("BIT", "length varying"),
    **_each("YEAR", "display_width"),
    **_each("VECTOR Vector HALFVEC SPARSEVEC", "dim"),
    **_each("Geometry Geography Raster", "geometry_type srid"),
    **_each("UUIDType", "binary native"),
    **_each("ChoiceType", "choices impl"),
    **_each("PhoneNumberType", "region max_length"),
    **_each("EmailType ColorType", "length"),
    **_each("EncryptedType StringEncryptedType", "type_in"),
}
DIALECT_PARAMETERS: Final[Mapping[str, ByName]] = {
    "postgresql": {**_each("TIMESTAMP TIME", "timezone precision"), **_each("INTERVAL", "precision fields")},
    "mysql": {
        **_each(_INTEGERS, "display_width"),
        **_each("FLOAT DOUBLE REAL", "precision scale"),
        **_each("DATETIME TIMESTAMP TIME", "timezone fsp"),
    },
    "mssql": _each("TIME", "precision"),
    "oracle": {
        **_each("FLOAT", "binary_precision"),
        **_each("TIMESTAMP", "timezone local_timezone"),
        **_each("INTERVAL", "day_precision second_precision"),
    },
}

# What a class is called in DDL, where that is not its own name in upper case.
NAMES: Final = {
    "String": "VARCHAR",
    "Unicode": "VARCHAR",
    "AutoString": "VARCHAR",
    "UnicodeText": "TEXT",
    "SmallInteger": "SMALLINT",
    "BigInteger": "BIGINT",
    "INT": "INTEGER",
    "DOUBLE_PRECISION": "DOUBLE PRECISION",
    "LargeBinary": "BLOB",
    "PickleType": "BLOB",
    "MatchType": "BOOLEAN",
    "TIMESTAMPAware": "TIMESTAMP",
    "NVARCHAR2": "NVARCHAR",
    **{name: name.upper() for name in "Text Integer Float Double Numeric Boolean DateTime Date Time".split()},
    **{name: name.upper() for name in "Vector Geometry Geography Raster".split()},
}
DIALECT_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "postgresql": {
        "DateTime": "TIMESTAMP",
        "Double": "DOUBLE PRECISION",
        "LargeBinary": "BYTEA",
        "PickleType": "BYTEA",
        "Geometry": "geometry",
        "Geography": "geography",
        "Raster": "raster",
    },
    "mysql": {"Boolean": "BOOL", "BOOLEAN": "BOOL", "MatchType": "BOOL"},
    "mssql": {
        "Boolean": "BIT",
        "MatchType": "BIT",
        "Double": "DOUBLE PRECISION",
        "Unicode": "NVARCHAR",
        "Text": "VARCHAR",
        "UnicodeText": "NVARCHAR",
        "LargeBinary": "VARBINARY",
        "PickleType": "VARBINARY",
        "JSON": "NVARCHAR",
    },
    "oracle": {
        "Double": "DOUBLE PRECISION",
        "String": "VARCHAR2",
        "Unicode": "VARCHAR2",
        "AutoString": "VARCHAR2",
        "NVARCHAR": "NVARCHAR2",
        "NVARCHAR2": "NVARCHAR2",
        "Text": "CLOB",
        "UnicodeText": "CLOB",
        "BigInteger": "NUMBER",
        "DateTime": "DATE",
    },
}
# Classes whose own name is the type's name, besides those above.
SAME: Final = frozenset(
    "DATE REAL JSON JSONB JSONPATH HSTORE INET CIDR MACADDR MACADDR8 MONEY OID REGCLASS REGCONFIG TSVECTOR TSQUERY"
    " INT4RANGE INT8RANGE NUMRANGE DATERANGE TSRANGE TSTZRANGE INT4MULTIRANGE INT8MULTIRANGE NUMMULTIRANGE"
    " DATEMULTIRANGE TSMULTIRANGE TSTZMULTIRANGE TINYBLOB MEDIUMBLOB LONGBLOB INET4 INET6 SMALLDATETIME XML"
    " SMALLMONEY UNIQUEIDENTIFIER SQL_VARIANT ROWVERSION BFILE LONG ROWID BINARY_DOUBLE BINARY_FLOAT LTREE"
    " INTERVAL UUID INTEGER BIGINT SMALLINT TINYINT MEDIUMINT".split()
)

# Options that show as arguments, by the type's name.
SHOWN: Final[ByName] = {
    **_each("VARCHAR CHAR NCHAR NVARCHAR VARCHAR2 NVARCHAR2 TEXT BINARY VARBINARY RAW", "length"),
    **_each("NUMERIC DECIMAL NUMBER", "precision scale"),
    **_each("DATETIME2 DATETIMEOFFSET", "precision"),
    **_each("VECTOR HALFVEC SPARSEVEC", "dim"),
    **_each("BIT", "length"),
    **_each("TINYINT MEDIUMINT YEAR", "display_width"),
}
DIALECT_SHOWN: Final[Mapping[str, ByName]] = {
    "postgresql": _each("FLOAT TIMESTAMP TIME", "precision"),
    "mysql": {
        **_each(_INTEGERS, "display_width"),
        **_each("FLOAT DOUBLE REAL", "precision scale"),
        **_each("DATETIME TIMESTAMP TIME", "fsp"),
        **_each("BLOB", "length"),
    },
    "mssql": {**_each("FLOAT TIME", "precision"), **_each("NTEXT", "length"), **_each("BIT TINYINT", "")},
    "oracle": {
        **_each("FLOAT", "binary_precision"),
        **_each("BINARY_DOUBLE BINARY_FLOAT", "precision"),
        "DOUBLE PRECISION": ("precision",),
    },
}
COLLATED: Final = frozenset(_STRINGS.split()) - {"CITEXT", "CLOB", "NCLOB", "VARCHAR2", "NVARCHAR2"}
NATIVE_UUID: Final = {"postgresql": "UUID", "mariadb": "UUID", "mssql": "UNIQUEIDENTIFIER"}
CHECKED_BOOLEAN: Final = frozenset({"sqlite", "mysql", "mariadb"})

# Types of other packages: the SQLAlchemy type that they are on PostgreSQL, on other databases, and its arguments.
UNWRAPPED: Final[Mapping[str, tuple[str, str, Options]]] = {
    "ArrowType": ("DateTime", "DateTime", {}),
    "EnrichedDateTimeType": ("DateTime", "DateTime", {}),
    "ColorType": ("Unicode", "Unicode", {"length": 20}),
    "CountryType": ("String", "String", {"length": 2}),
    "CurrencyType": ("String", "String", {"length": 3}),
    "EmailType": ("Unicode", "Unicode", {"length": 255}),
    "EncryptedType": ("LargeBinary", "LargeBinary", {}),
    "StringEncryptedType": ("String", "String", {}),
    "GUID": ("UUID", "CHAR", {"length": 36}),
    "IPAddressType": ("Unicode", "Unicode", {"length": 50}),
    "JSONType": ("JSON", "UnicodeText", {}),
    "LocaleType": ("Unicode", "Unicode", {"length": 10}),
    "LtreeType": ("LTREE", "UnicodeText", {}),
    "PhoneNumberType": ("Unicode", "Unicode", {"length": 20}),
    "ScalarListType": ("UnicodeText", "UnicodeText", {}),
    "TSVectorType": ("TSVECTOR", "UnicodeText", {}),
    "TimezoneType": ("Unicode", "Unicode", {"length": 50}),
    "URLType": ("UnicodeText", "UnicodeText", {}),
    "WeekDaysType": ("BIT", "String", {"length": 7}),
    "DateRangeType": ("DATERANGE", "String", {"length": 255}),
    "DateTimeRangeType": ("TSRANGE", "String", {"length": 255}),
    "IntRangeType": ("INT4RANGE", "String", {"length": 255}),
    "Int8RangeType": ("INT8RANGE", "String", {"length": 255}),
    "NumericRangeType": ("NUMRANGE", "String", {"length": 255}),
}
SPECIAL: Final = frozenset("Enum ENUM SET ARRAY Interval Uuid DOMAIN UUIDType ChoiceType".split())
