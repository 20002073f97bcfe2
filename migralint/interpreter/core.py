"""SQLAlchemy Core and ORM statements: which table they change, which columns, with or without WHERE."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal, TypeGuard, cast

from migralint.interpreter.constructs import Unreadable, is_column, name_of
from migralint.interpreter.declarative.mapping import is_declared
from migralint.interpreter.tables import known_table
from migralint.interpreter.values import Class, Function, Instance, Member, Symbol, Term, Value
from migralint.objects import TableName
from migralint.operations import ChangeData, CreateObject, DropObject, Operation, Query

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine

_KINDS = {"update", "insert", "delete", "select", "query"}
_CONDITIONS = {"where", "filter", "filter_by"}
_DEEPEST = 200


def read_statement(machine: Machine, statement: Value) -> Operation | None:
    """The operation that executing a Core statement is; None where the statement, or its table, is not known."""
    if not isinstance(statement, Term):
        return None
    ddl = _ddl(statement)
    if ddl is not None:
        return ddl
    chain = list(_chain(statement))
    root = chain[-1]
    kind = _kind(root)
    if kind is None:
        return None
    subjects = _subjects(root)
    tables = [name for name in (known_table(machine, value) for value in subjects) if name is not None]
    if kind in ("select", "query"):
        return Query(reads=tuple(dict.fromkeys([*tables, *_mentioned(machine, statement)])))
    if not tables:
        return None
    columns = _behind(subjects[0], _written(chain))
    return ChangeData(
        kind=cast("Literal['insert', 'update', 'delete']", kind),
        table=tables[0],
        columns=tuple(columns or ()),
        columns_known=columns is not None,
        has_where=any(call.name in _CONDITIONS for call in chain),
        read_columns=tuple(dict.fromkeys(_columns_in(statement))),
        reads=tuple(table for table in dict.fromkeys(_mentioned(machine, statement)) if table != tables[0]),
    )


def read_query_call(machine: Machine, query: Value, kind: str, args: list[Value]) -> ChangeData | None:
    """`session.query(Model).filter(…).update({…})` and `.delete()`."""
    chain = list(_chain(query))
    if not chain or chain[-1].name != "query":
        return None
    tables = ((value, known_table(machine, value)) for value in chain[-1].args)
    subject, table = next(((value, name) for value, name in tables if name is not None), (None, None))
    if table is None:
        return None
    columns = _behind(subject, _names(args[0])) if kind == "update" and args else ()
    return ChangeData(
        kind=cast("Literal['update', 'delete']", kind),
        table=table,
        columns=tuple(columns or ()),
        columns_known=columns is not None,
        has_where=any(call.name in _CONDITIONS for call in chain),
    )


def _behind(subject: Value, names: Sequence[str] | None) -> Sequence[str] | None:
    """The columns behind attributes of a class, or keys of a table; None where one may be something else."""
    if names is not None and isinstance(subject, Term):
        keyed = {item.kwargs["key"]: item.args[0] for item in subject.args if _has_key(item)}
        return [str(keyed.get(name, name)) for name in names]
    if names is None or not isinstance(subject, Class):
        return names
    columns = [_column_behind(subject, name) for name in names]
    return None if None in columns else tuple(column for column in columns if column is not None)


def _has_key(item: Value) -> TypeGuard[Term]:
    return isinstance(item, Term) and is_column(item) and bool(item.args) and isinstance(item.kwargs.get("key"), str)


def _column_behind(cls: Class, attribute: str) -> str | None:
    found = cls.lookup(attribute)
    if found is None:
        return attribute if attribute in cls.annotations or cls.lookup("__table__") is not None else None
    value = found[1]
    if isinstance(value, Term) and is_column(value):
        name = value.args[0] if value.args else value.kwargs.get("name")
        return name if isinstance(name, str) else attribute
    return attribute if isinstance(value, Function) and is_declared(value) else None


def _chain(value: Value) -> Iterator[Term]:
    """A statement's calls from the last to the first: `.values(…)`, `.where(…)`, `update(…)`."""
    for _ in range(_DEEPEST):
        if not isinstance(value, Term):
            return
        yield value
        if _kind(value) is not None or not isinstance(value.function, Member):
            return
        value = value.function.owner


def _kind(call: Term) -> str | None:
    name = "select" if call.name in ("exists", "union", "union_all") else call.name
    if name not in _KINDS:
        return None
    if isinstance(call.function, Member) and name != "query":
        owner = call.function.owner
        if isinstance(owner, Symbol):
            return name
        return name if isinstance(owner, (Class, Instance)) or _is_table(owner) else None
    return name


def _is_table(value: Value) -> bool:
    return isinstance(value, Term) and (value.name in ("Table", "table", "alias", "tometadata"))


def _subjects(root: Term) -> list[Value]:
    if isinstance(root.function, Member) and root.name != "query" and not isinstance(root.function.owner, Symbol):
        return [root.function.owner]
    values = [*root.args, *(root.kwargs[key] for key in ("table",) if key in root.kwargs)]
    return [inner for value in values for inner in (value if isinstance(value, (list, tuple)) else [value])]


def _written(chain: list[Term]) -> tuple[str, ...] | None:
    """The columns that `.values(…)` sets; None where they cannot all be read, and for DELETE the empty tuple."""
    if chain[-1].name == "delete":
        return ()
    names: list[str] = []
    given = False
    for call in chain:
        if call.name in ("values", "insert", "update"):
            options = {
                key: value
                for key, value in call.kwargs.items()
                if key not in ("table", "values", "whereclause", "bind")
            }
            values: list[Value] = [options] if options and call.name == "values" else []
            values += [call.kwargs["values"]] if "values" in call.kwargs else []
            values += list(call.args) if call.name == "values" else []
            for value in values:
                found = _names(value)
                if found is None:
                    return None
                given = True
                names += found
        if call.name == "from_select" and call.args:
            found = _names(dict.fromkeys(call.args[0])) if isinstance(call.args[0], (list, tuple)) else None
            if found is None:
                return None
            given = True
            names += found
    return tuple(dict.fromkeys(names)) if given else None


def _names(value: Value) -> list[str] | None:
    if isinstance(value, (list, tuple)) and value and all(isinstance(item, dict) for item in value):
        found = [_names(item) for item in value]
        return None if None in found else [name for names in found for name in names or ()]
    if not isinstance(value, dict):
        return None
    names: list[str] = []
    for key in value:
        if isinstance(key, str):
            names.append(key)
        elif isinstance(key, Member):
            names.append(key.name)
        elif isinstance(key, Term) and key.args and isinstance(key.args[0], str):
            names.append(key.args[0])
        else:
            return None
    return names


def _parts(statement: Value) -> Iterator[Value]:
    """Every value that a statement is made of, once."""
    seen: set[int] = set()
    waiting = [statement]
    while waiting:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        yield value
        if isinstance(value, Term):
            waiting += [*value.kwargs.values(), *reversed(value.args), value.function]
        elif isinstance(value, Member):
            waiting.append(value.owner)
        elif isinstance(value, (list, tuple)):
            waiting += reversed(value)
        elif isinstance(value, dict):
            waiting += [*value.values(), *value]


def _columns_in(statement: Term) -> Iterator[str]:
    for part in _parts(statement):
        if isinstance(part, Member) and isinstance(part.owner, Member) and part.owner.name in ("c", "columns"):
            yield part.name
        elif (
            isinstance(part, Term)
            and part.name in ("column", "Column", "literal_column")
            and part.args
            and isinstance(part.args[0], str)
        ):
            yield part.args[0]


def _mentioned(machine: Machine, statement: Term) -> Iterator[TableName]:
    for part in _parts(statement):
        if isinstance(part, Class) or _is_table(part):
            name = known_table(machine, part)
            if name is not None:
                yield name


def _ddl(statement: Term) -> Operation | None:
    """`CreateSequence(Sequence("s"))`, `CreateSchema("s")` and their opposites."""
    kinds = {"CreateSequence": "sequence", "DropSequence": "sequence", "CreateSchema": "schema", "DropSchema": "schema"}
    kind = kinds.get(statement.name)
    if kind is None or not statement.args:
        return None
    subject = statement.args[0]
    try:
        name = name_of(subject.args[0] if isinstance(subject, Term) and subject.args else subject, "the name")
    except Unreadable:
        return None
    checked = statement.kwargs.get("if_not_exists") is True or statement.kwargs.get("if_exists") is True
    if statement.name.startswith("Create"):
        return CreateObject(kind=cast("Literal['sequence', 'schema']", kind), name=name, if_not_exists=checked)
    cascade = statement.kwargs.get("cascade") is True
    return DropObject(kind=cast("Literal['sequence', 'schema']", kind), name=name, if_exists=checked, cascade=cascade)
