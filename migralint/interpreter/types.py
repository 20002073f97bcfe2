"""Column types: from a SQLAlchemy type class and its arguments to the type as the dialect's DDL compiler spells it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Any

from msgspec.structs import replace

from migralint.interpreter.type_names import (
    BOOLEANS,
    CHECKED_BOOLEAN,
    COLLATED,
    DIALECT_MODULES,
    DIALECT_NAMES,
    DIALECT_PARAMETERS,
    DIALECT_SHOWN,
    NAMES,
    NATIVE_UUID,
    PARAMETERS,
    SAME,
    SHOWN,
    SPECIAL,
    UNWRAPPED,
    Options,
)
from migralint.objects import UNKNOWN_TYPE, Type


def is_type_path(path: str) -> bool:
    """Whether `spell` knows the class."""
    name = path.rpartition(".")[2]
    return name in NAMES or name in SAME or name in PARAMETERS or name in UNWRAPPED or name in SPECIAL


def spell(path: str, args: Sequence[object], kwargs: Options, dialect: str) -> Type:
    """The type that DDL for `dialect` names; an unknown class gives an unknown type with the class as `wrapper`.

    `path` is dotted, as imported. Arguments are constants, types already spelled, or anything else, which shows as `?`.
    """
    name = path.rpartition(".")[2]
    if not is_type_path(path):
        return replace(UNKNOWN_TYPE, wrapper=name)
    if name in ("Enum", "ENUM", "SET"):
        return _enumerated(name, _labels(args), kwargs, dialect)
    module = next((part for part in path.split(".") if part in DIALECT_MODULES), "")
    options = {**dict(zip(_parameters(module, name), args, strict=False)), **kwargs}
    if name in UNWRAPPED:
        return _unwrapped(name, options, dialect)
    return _special(module, name, options, dialect) or _plain(name, options, dialect)


def _special(module: str, name: str, options: Options, dialect: str) -> Type | None:
    """A type that is more than a name with arguments; None for the others."""
    match module, name:
        case _, "ARRAY":
            return _array(options)
        case _, "Uuid":
            return _uuid(options.get("native_uuid", True), ("CHAR", "32"), dialect)
        case _, "UUIDType":
            plain = ("BINARY", "16") if options.get("binary", True) else ("CHAR", "32")
            return replace(_uuid(options.get("native", True), plain, dialect), wrapper=name)
        case _, "DOMAIN":
            return Type(_text(options.get("name")))
        case _, "ChoiceType":
            return _choice(options, dialect)
        case _, "Interval" | "INTERVAL":
            return _interval(name, options, dialect)
        case _, "AutoString" if dialect == "mysql" and options.get("length") is None:
            return _plain(name, {**options, "length": 255}, dialect)
        case "postgresql", "BIT":
            return _bits(options, dialect)
        case "sqlite", "DATETIME":
            return _plain("DateTime", options, dialect)
        case _:
            return None


def _parameters(module: str, name: str) -> tuple[str, ...]:
    own = DIALECT_PARAMETERS.get(_family(module), {})
    return own.get(name) or PARAMETERS.get(name, ())


def _family(dialect: str) -> str:
    return "mysql" if dialect == "mariadb" else dialect


def _plain(name: str, options: Options, dialect: str, prefix: str = "") -> Type:
    family = _family(dialect)
    if name == "DateTime" and dialect == "mssql" and options.get("timezone"):
        return Type("DATETIMEOFFSET")
    if name == "BigInteger" and dialect == "oracle":
        return Type("NUMBER", ("19",))
    spelled = DIALECT_NAMES.get(family, {}).get(name) or NAMES.get(name, name)
    if family == "mysql" and spelled in ("NVARCHAR", "NCHAR"):  # NATIONAL stands for its own character set
        return _plain(spelled[1:], {**options, "charset": None}, dialect, "NATIONAL ")
    return Type(
        prefix + spelled,
        _arguments(spelled, options, dialect),
        _suffix(spelled, options, family),
        **(_checked(options) if name in BOOLEANS.split() and dialect in CHECKED_BOOLEAN else {}),
    )


def _arguments(spelled: str, options: Options, dialect: str) -> tuple[str, ...]:
    family = _family(dialect)
    shown = DIALECT_SHOWN.get(family, {}).get(spelled, SHOWN.get(spelled, ()))
    values = tuple(takewhile(lambda value: value is not None, (options.get(option) for option in shown)))
    if values == (0,) and (shown == ("fsp",) or (shown == ("length",) and (family != "mysql" or spelled == "BINARY"))):
        values = ()
    if spelled in ("DOUBLE", "REAL") and len(values) < 2:
        return ()
    if dialect == "mssql" and not values and spelled in ("VARCHAR", "NVARCHAR", "VARBINARY"):
        return ("max",)
    if dialect == "oracle" and values and spelled in ("VARCHAR", "VARCHAR2"):
        return (f"{_text(values[0])} CHAR",)
    if spelled.lower() in ("geometry", "geography"):
        return (f"{_text(options.get('geometry_type', 'GEOMETRY'))},{_text(options.get('srid', -1))}",)
    return tuple(map(_text, values))


def _suffix(spelled: str, options: Options, family: str) -> str:
    zone = bool(options.get("timezone"))
    if spelled in ("TIMESTAMP", "TIME") and family == "postgresql":
        return f"{'WITH' if zone else 'WITHOUT'} TIME ZONE"
    if spelled == "TIMESTAMP" and family == "oracle":
        if options.get("local_timezone"):
            return "WITH LOCAL TIME ZONE"
        return "WITH TIME ZONE" if zone else ""
    if spelled in COLLATED and (family, spelled) != ("oracle", "VARCHAR"):
        return _string_suffix(options, family)
    if family == "mysql":
        return " ".join(word.upper() for word in ("unsigned", "zerofill") if options.get(word))
    return ""


def _string_suffix(options: Options, family: str) -> str:
    """CHARACTER SET (MySQL) and COLLATE, in that order."""
    words: list[str] = []
    if family == "mysql":
        if charset := options.get("charset"):
            words.append(f"CHARACTER SET {_text(charset)}")
        else:
            words += [word.upper() for word in ("ascii", "unicode") if options.get(word)][:1]
    if collation := options.get("collation") or options.get("collate"):
        words.append(f"COLLATE {_collation(_text(collation), family)}")
    elif family == "mysql" and options.get("binary"):
        words.append("BINARY")
    return " ".join(words)


def _collation(name: str, family: str) -> str:
    plain = name.isidentifier() and (name.islower() or family in ("mysql", "mssql"))
    return name if plain else f'"{name}"'


def _bits(options: Options, dialect: str) -> Type:
    if options.get("varying"):
        return Type("BIT VARYING", _arguments("BIT", options, dialect))
    return _plain("BIT", {"length": 1, **options}, dialect)


def _choice(options: Options, dialect: str) -> Type:
    implementation = options.get("impl")
    choice = implementation if isinstance(implementation, Type) else _plain("Unicode", {"length": 255}, dialect)
    return replace(choice, wrapper="ChoiceType")


def _array(options: Options) -> Type:
    item = options.get("item_type")
    inner = item if isinstance(item, Type) else UNKNOWN_TYPE
    dimensions = options.get("dimensions")
    return replace(inner, dimensions=dimensions if isinstance(dimensions, int) else 1)


def _uuid(native: object, plain: tuple[str, str], dialect: str) -> Type:
    name = NATIVE_UUID.get(dialect)
    return Type(name) if native and name else Type(plain[0], (plain[1],))


def _interval(name: str, options: Options, dialect: str) -> Type | None:
    if name == "INTERVAL" and dialect not in ("postgresql", "oracle"):
        return None
    seconds, days = options.get("second_precision"), options.get("day_precision")
    if options.get("native") is False or dialect not in ("postgresql", "oracle"):
        return _plain("DateTime", {}, dialect)
    if dialect == "oracle":
        day, second = (f"({_text(digits)})" if digits is not None else "" for digits in (days, seconds))
        return Type("INTERVAL", suffix=f"DAY{day} TO SECOND{second}")
    fields, precision = options.get("fields"), options.get("precision", seconds)
    digits = f"({_text(precision)})" if precision is not None else ""
    return Type("INTERVAL", suffix=" ".join(filter(None, (_text(fields) if fields else "", digits))))


def _unwrapped(name: str, options: Options, dialect: str) -> Type:
    on_postgresql, elsewhere, defaults = UNWRAPPED[name]
    length = {"length": options["max_length"]} if "max_length" in options else {}
    unwrapped = spell(
        on_postgresql if dialect == "postgresql" else elsewhere, (), {**defaults, **options, **length}, dialect
    )
    return replace(unwrapped, wrapper=name)


def _labels(args: Iterable[object]) -> tuple[str, ...] | None:
    """The labels of an Enum; None where one of them could not be read."""
    labels: list[str] = []
    for argument in args:
        if isinstance(argument, str):
            labels.append(argument)
        elif isinstance(argument, (list, tuple)) and all(isinstance(label, str) for label in argument):
            labels.extend(argument)
        else:
            return None
    return tuple(labels)


def _enumerated(name: str, labels: tuple[str, ...] | None, options: Options, dialect: str) -> Type:
    native = name != "Enum" or options.get("native_enum", True) is not False
    family = _family(dialect)
    if native and family == "postgresql" and name != "SET":
        return _named_enum(name, labels, options)
    if name == "SET" or (native and family == "mysql"):
        quoted = ",".join("'" + label.replace("'", "''") + "'" for label in labels) if labels is not None else "?"
        suffix = "" if name == "Enum" else _string_suffix(options, family)
        return Type(name.upper(), (quoted,), suffix, values=labels)
    return _enum_as_string(labels, options, dialect)


def _named_enum(kind: str, labels: tuple[str, ...] | None, options: Options) -> Type:
    name, schema = options.get("name"), options.get("schema")
    if not isinstance(name, str):
        return replace(UNKNOWN_TYPE, values=labels, wrapper="Enum")
    return Type(
        name,
        enum=name,
        enum_schema=schema if isinstance(schema, str) else "",
        values=labels,
        creates_enum=_creates_type(kind, options),
    )


def _creates_type(kind: str, options: Options) -> bool | None:
    """SQLAlchemy 2.0 makes the type of `sa.Enum(create_type=False)` and none with `metadata=`; 2.1 does the reverse."""
    if options.get("create_type", True) is False:
        return None if kind == "Enum" else False
    return None if options.get("metadata") is not None else True


def _enum_as_string(labels: tuple[str, ...] | None, options: Options, dialect: str) -> Type:
    longest = max(map(len, labels), default=0) if labels is not None else "?"
    string = _plain("VARCHAR", {"length": options.get("length", longest)}, dialect)
    return replace(string, values=labels, **_checked(options))


def _checked(options: Options) -> dict[str, Any]:
    name = options.get("name")
    return (
        {"check": True, "check_name": str(name) if name else None} if options.get("create_constraint") is True else {}
    )


def _text(value: object) -> str:
    return str(value) if isinstance(value, (str, int)) else "?"
