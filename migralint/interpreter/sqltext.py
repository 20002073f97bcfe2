"""SQL text of symbolic SQLAlchemy expressions: server defaults, index expressions, conditions."""

from __future__ import annotations

from migralint.interpreter.bounds import LARGEST_EXPRESSION
from migralint.interpreter.text import percent, values_why
from migralint.interpreter.values import (
    Class,
    EnumMember,
    Member,
    PartialText,
    Symbol,
    Term,
    Value,
    last_name,
    path_of,
)
from migralint.sql.unknown import UNKNOWN_PLACEHOLDER

_OPERATORS = {
    "eq": "=", "ne": "<>", "lt": "<", "lte": "<=", "gt": ">", "gte": ">=", "add": "+", "sub": "-", "mul": "*",
    "mod": "%", "and_": "AND", "or_": "OR",
}  # fmt: skip
# How strongly they bind: what binds less stands in parentheses.
_BINDING = {"or_": 1, "and_": 2} | dict.fromkeys(("eq", "ne", "lt", "lte", "gt", "gte"), 3)
_BINDING |= dict.fromkeys(("add", "sub"), 4) | dict.fromkeys(("mul", "truediv", "mod"), 5)
_BINDING |= {"neg": 6}
_WITHOUT_PARENTHESES = frozenset(
    "CURRENT_TIMESTAMP CURRENT_DATE CURRENT_TIME LOCALTIME LOCALTIMESTAMP CURRENT_USER SESSION_USER USER".split()
)
_NULLS = ("nulls_first", "nulls_last", "nullsfirst", "nullslast")
_TEXTS = frozenset({"text", "literal_column", "DDL", "TextClause"})


def text_clause(value: Value) -> str | PartialText | None:
    """The SQL of `text("…")`, with or without `.bindparams(…)` and the like behind it; None for anything else."""
    while isinstance(value, Term):
        own = isinstance(value.function, Member) and not path_of(value.function)
        if last_name(value.function) in _TEXTS and not own:
            text = value.args[0] if value.args else value.kwargs.get("text")
            if not isinstance(text, (str, PartialText)):
                return None
            return _interpolated(text, value) if last_name(value.function) == "DDL" else text
        value = value.function.owner if isinstance(value.function, Member) else None
    return None


def _interpolated(text: str | PartialText, ddl: Term) -> str | PartialText:
    """`DDL("… %(table)s", context={…})`; a table that it is made for may give it more."""
    context = ddl.kwargs.get("context", ddl.args[1] if len(ddl.args) > 1 else None)
    result = percent(text, {} if context is None else context)
    return result if isinstance(result, (str, PartialText)) else PartialText(UNKNOWN_PLACEHOLDER, values_why(result))


def item_of_json(column: str, key: str, dialect: str, *, as_text: bool) -> str | None:
    """`column["key"]` of a JSON column, `.as_string()` or not."""
    if dialect == "postgresql":
        return f"({column} {'->>' if as_text else '->'} {literal(key)})"
    path = literal(f'$."{key}"')
    if dialect == "sqlite":
        return f"JSON_EXTRACT({column}, {path})" if as_text else f"JSON_QUOTE(JSON_EXTRACT({column}, {path}))"
    if dialect in ("mysql", "mariadb"):
        return f"JSON_UNQUOTE(JSON_EXTRACT({column}, {path}))" if as_text else f"JSON_EXTRACT({column}, {path})"
    return None


def literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def expression(value: Value, dialect: str) -> str | None:
    """The expression as SQL; None where a part of it is not known, or it is too large to be written."""
    return _written(value, dialect) if _parts(value) <= LARGEST_EXPRESSION else None


def _parts(value: Value) -> int:
    """How many parts the expression has written out: `x + x` sixty times over has few terms and no end of parts."""
    count, waiting = 0, [value]
    while waiting and count <= LARGEST_EXPRESSION:
        part = waiting.pop()
        count += 1
        if isinstance(part, Term):
            waiting += [part.function, *part.args]
        elif isinstance(part, Member):
            waiting.append(part.owner)
        elif isinstance(part, (list, tuple)):
            waiting += part
    return count


def _written(value: Value, dialect: str) -> str | None:
    if isinstance(value, EnumMember):
        value = value.value
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return _boolean(value, dialect)
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, str):
        return literal(value)
    if isinstance(value, (list, tuple)):
        return _all([_written(item, dialect) for item in value])
    text = text_clause(value)
    if text is not None:
        return text if isinstance(text, str) else None
    if isinstance(value, Term):
        return _term(value, dialect)
    if isinstance(value, Symbol) and value.path.startswith("sqlalchemy.func."):
        return f"{value.name}()"
    if isinstance(value, Member) and isinstance(value.owner, Class):
        return mapped_name(value.owner, value.name)
    if isinstance(value, Member):
        return value.name if _is_column(value) else None
    return None


def mapped_name(cls: Class, attribute: str) -> str:
    """The database's name of a declarative attribute: `Column("old", …)` keeps its own."""
    found = cls.lookup(attribute)
    column = found[1] if found is not None else None
    if not isinstance(column, Term) or column.name not in ("Column", "mapped_column", "MappedColumn"):
        return attribute
    name = column.args[0] if column.args else column.kwargs.get("name")
    return name if isinstance(name, str) else attribute


def _is_column(value: Member) -> bool:
    return (isinstance(value.owner, Member) and value.owner.name in ("c", "columns")) or not isinstance(
        value.owner, Symbol
    )


def _boolean(value: bool, dialect: str) -> str:
    return str(value).lower() if dialect == "postgresql" else str(int(value))


def _all(parts: list[str | None], separator: str = ", ") -> str | None:
    return None if None in parts else separator.join(part for part in parts if part is not None)


def _term(term: Term, dialect: str) -> str | None:
    name, path = term.name, path_of(term.function)
    if name in ("true", "false") and not isinstance(term.function, Member):
        return _boolean(name == "true", dialect)
    if name == "null":
        return "NULL"
    if path.startswith("operator."):
        return _operator(name, term, dialect)
    if name in ("column", "Column", "mapped_column", "literal_column", "quoted_name"):
        first = term.args[0] if term.args else None
        return first if isinstance(first, str) else None
    if ".func." in path or path.startswith(("func.", "sqlalchemy.sql.functions.")):
        return _function(name, term, dialect)
    if isinstance(term.function, Member) and last_name(term.function.owner) == "func":
        return _function(name, term, dialect)
    if isinstance(term.function, Member):
        return _method(term.function, term, dialect)
    if name in ("and_", "or_"):
        return _all([_operand(arg, dialect, name) for arg in term.args], f" {_OPERATORS[name]} ")
    if name in ("desc", "asc", *_NULLS) and term.args:
        inner = term.args[0] if isinstance(term.args[0], str) else _written(term.args[0], dialect)
        return None if inner is None else _ordered(inner, name)
    if name == "collate" and len(term.args) == 2:
        return _collated(_written(term.args[0], dialect), term.args[1])
    if name in ("cast", "Cast") and len(term.args) == 2:
        inner = _written(term.args[0], dialect)
        return None if inner is None else f"CAST({inner} AS {last_name(term.args[1]) or 'type'})"
    if name in ("literal", "bindparam", "type_coerce"):
        return _written(term.args[0], dialect) if term.args else None
    return None


def _operand(value: Value, dialect: str, within: str) -> str | None:
    """A part of a conjunction: in parentheses where the operator inside binds less."""
    text = _written(value, dialect)
    inner = value.name if isinstance(value, Term) else ""
    needed = within != "or_" and inner in ("or_", "and_") and inner != within and len(value.args) > 1
    return f"({text})" if needed and text is not None else text


def _function(name: str, term: Term, dialect: str) -> str | None:
    if name == "now" and dialect != "postgresql":
        return "CURRENT_TIMESTAMP"
    if name.upper() in _WITHOUT_PARENTHESES and not term.args:
        return name.upper()
    arguments = _all([_written(arg, dialect) for arg in term.args])
    return None if arguments is None else f"{name}({arguments})"


def _operator(name: str, term: Term, dialect: str) -> str | None:
    sides = [_side(arg, dialect, name, is_right=place > 0) for place, arg in enumerate(term.args)]
    if None in sides:
        return None
    if name in ("inv", "neg"):
        return f"NOT ({sides[0]})" if name == "inv" else f"-{sides[0]}"
    if name == "getitem" and isinstance(term.args[1], str):
        return item_of_json(str(sides[0]), term.args[1], dialect, as_text=False)
    if len(sides) == 2 and sides[1] == "NULL" and name in ("eq", "ne"):
        return f"{sides[0]} IS {'NOT ' if name == 'ne' else ''}NULL"
    known = len(sides) == 2 and name in _OPERATORS
    return f"{sides[0]} {_OPERATORS[name]} {sides[1]}" if known else None


def _side(value: Value, dialect: str, operator: str, *, is_right: bool) -> str | None:
    """An operand: in parentheses where its own operator binds less."""
    text = _written(value, dialect)
    inner = value.name if isinstance(value, Term) and not isinstance(value.function, Member) else ""
    own, outer = _BINDING.get(inner), _BINDING.get(operator)
    if text is None or own is None or outer is None:
        return text
    associative = operator == inner and operator in ("add", "mul", "and_", "or_")
    return f"({text})" if own < outer or (own == outer and is_right and not associative) else text


def _method(member: Member, term: Term, dialect: str) -> str | None:
    json = member.owner
    if (
        member.name == "as_string"
        and isinstance(json, Term)
        and json.name == "getitem"
        and isinstance(json.args[1], str)
    ):
        column = _written(json.args[0], dialect)
        return None if column is None else item_of_json(column, json.args[1], dialect, as_text=True)
    owner = _side(member.owner, dialect, "eq", is_right=True)
    if owner is None:
        return None
    match member.name:
        case "desc" | "asc" | "nulls_last" | "nulls_first" | "nullslast" | "nullsfirst":
            return _ordered(owner, member.name)
        case "collate" if term.args:
            return _collated(owner, term.args[0])
        case "is_" | "is_not" | "isnot" if term.args:
            other = _written(term.args[0], dialect)
            return None if other is None else f"{owner} IS {'' if member.name == 'is_' else 'NOT '}{other}"
        case "in_" | "notin_" | "not_in" if term.args:
            items = _written(term.args[0], dialect)
            return None if items is None else f"{owner} {'IN' if member.name == 'in_' else 'NOT IN'} ({items})"
        case "like" | "not_like" | "notlike" if term.args:
            pattern = _written(term.args[0], dialect)
            return None if pattern is None else f"{owner} {'' if member.name == 'like' else 'NOT '}LIKE {pattern}"
        case "op":
            return owner
        case "label" | "self_group":
            return owner
    return None


def _ordered(text: str, name: str) -> str:
    """`desc(…)`, `nulls_last(…)` and the like; where the nulls stand anyway is not said."""
    if name not in _NULLS:
        return f"{text} {name.upper()}"
    first = name.endswith("first")
    if text.endswith(" DESC") == first:
        return text
    return f"{text.removesuffix(' ASC')}{' ASC NULLS FIRST' if first else ' NULLS LAST'}"


def _collated(text: str | None, collation: Value) -> str | None:
    return f'{text} COLLATE "{collation}"' if text is not None and isinstance(collation, str) else None
