"""SQLModel's fields as columns: `name: str = Field(index=True)`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from migralint.interpreter.constructs import is_column
from migralint.interpreter.declarative.annotations import Annotation, read_annotation
from migralint.interpreter.declarative.attributes import Attribute, interleaved, named, own_attributes
from migralint.interpreter.declarative.lineage import lineage
from migralint.interpreter.declarative.python_types import DEFAULTS, is_enum
from migralint.interpreter.scope import MISSING
from migralint.interpreter.values import Class, Symbol, Term, Unknown, Value

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine

_COLUMN = Symbol("sqlalchemy.Column")
_UNKNOWN = Unknown("no type is known for its annotation")
ZONED = ("postgresql", "mssql", "oracle")  # where a type with a time zone is another
_AWARE = ("pydantic.AwareDatetime", "pydantic.types.AwareDatetime")
_NAIVE = ("pydantic.NaiveDatetime", "pydantic.types.NaiveDatetime")
_TEXTS = ("pathlib.Path", "pydantic.EmailStr", "pydantic.networks.EmailStr")


def field_attributes(cls: Class) -> Iterator[Attribute]:
    """The fields in pydantic's order, those of the bases first, as SQLAlchemy puts it together with the annotations."""
    found: dict[str, Attribute] = {}
    for owner in reversed(lineage(cls)):
        for attribute in own_attributes(owner):
            if attribute.annotation is not None or attribute.name in found:
                found[attribute.name] = attribute
    related = [name for name in cls.annotations if name in found and _is_relationship(found[name].value)]
    columns, annotations = ([name for name in names if name not in related] for names in (found, cls.annotations))
    for name in interleaved([*columns, *related], [*related, *annotations]):
        if name in found:
            yield found[name]


def _is_relationship(value: Value) -> bool:
    return isinstance(value, Term) and value.name == "Relationship"


def field_column(machine: Machine, attribute: Attribute, value: Value) -> Term | None:
    """None for what is no column: a relationship, a class variable, a private attribute."""
    made_otherwise = isinstance(value, Term) and value.name in ("Relationship", "PrivateAttr", "ConfigDict")
    if made_otherwise or attribute.annotation is None or attribute.name.startswith(("_", "model_config")):
        return None
    annotation = read_annotation(machine, attribute.annotation, attribute.owner.scope)
    if annotation.is_class_variable:
        return None
    options = _options(annotation, value)
    given = options.get("sa_column")
    if isinstance(given, Term) and is_column(given):
        return named(given, attribute.name)
    items = tuple(_items(machine, attribute.name, annotation, options))
    return Term(_COLUMN, items, _column_options(annotation, options, value, none_is_optional=machine.old_pydantic))


def _options(annotation: Annotation, value: Value) -> Mapping[str, Value]:
    """What `Field(...)` says, as the value or inside Annotated."""
    options: dict[str, Value] = {}
    for given in (*annotation.extras, value):
        if isinstance(given, Term) and given.name == "Field":
            options.update({"default": given.args[0]} if given.args else {})
            options.update(given.kwargs)
    return options


def _items(machine: Machine, name: str, annotation: Annotation, options: Mapping[str, Value]) -> Iterator[Value]:
    yield name
    yield options["sa_type"] if options.get("sa_type") is not None else _type(machine, annotation, options)
    if isinstance(key := options.get("foreign_key"), str):
        yield Term(Symbol("sqlalchemy.ForeignKey"), (key,), {"ondelete": options.get("ondelete")})
    arguments = options.get("sa_column_args", ())
    yield from arguments if isinstance(arguments, (list, tuple)) else [arguments]


def _column_options(
    annotation: Annotation, options: Mapping[str, Value], value: Value, *, none_is_optional: bool
) -> dict[str, Value]:
    """`none_is_optional`: the field may be None where that is its default."""
    primary_key = options.get("primary_key") is True
    nullable = options.get("nullable")
    is_none = value is None or ("default" in options and options["default"] is None)
    optional = annotation.nullable or (none_is_optional and is_none)
    kwargs: dict[str, Value] = {
        "primary_key": primary_key,
        "nullable": nullable if isinstance(nullable, bool) else not primary_key and optional,
        "index": options.get("index", False),
        "unique": options.get("unique", False),
    }
    if value is not MISSING and not (isinstance(value, Term) and value.name == "Field"):
        kwargs["default"] = value
    kwargs.update({key: options[key] for key in ("default", "default_factory") if key in options})
    more = options.get("sa_column_kwargs")
    return {**kwargs, **more} if isinstance(more, dict) else kwargs


def _type(machine: Machine, annotation: Annotation, options: Mapping[str, Value]) -> Value:
    """SQLModel's own choice: text is `AutoString`, a Decimal keeps its digits."""
    python_type = annotation.types[-1] if annotation.types else None
    if isinstance(python_type, Class):
        if is_enum(python_type):
            return Term(Symbol("sqlalchemy.Enum"), (python_type,))
        return _text(options) if python_type.descends_from("str") else _UNKNOWN
    path = python_type.path if isinstance(python_type, Symbol) else ""
    if path == "builtins.str" or path in _TEXTS or path.startswith("ipaddress."):
        return _text(options)
    if path == "decimal.Decimal":
        digits = (options.get("max_digits"), options.get("decimal_places"))
        return Term(Symbol("sqlalchemy.Numeric"), (), {"precision": digits[0], "scale": digits[1]})
    if path in ("datetime.datetime", *_AWARE):
        return _time(machine)
    if path in _NAIVE:
        return Symbol("sqlalchemy.DateTime")
    return Symbol(f"sqlalchemy.{DEFAULTS[path]}") if path in DEFAULTS else _UNKNOWN


def _time(machine: Machine) -> Value:
    if machine.sqlmodel_zoned is None and machine.dialect in ZONED:
        return Unknown("SQLModel's version decides whether it has a time zone")
    return Term(Symbol("sqlalchemy.DateTime"), (), {"timezone": machine.sqlmodel_zoned or False})


def _text(options: Mapping[str, Value]) -> Term:
    return Term(Symbol("sqlmodel.AutoString"), (), {"length": options.get("max_length")})
