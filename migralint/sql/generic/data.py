"""INSERT, UPDATE, DELETE, MERGE, TRUNCATE and SELECT, read through sqlglot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from logging import CRITICAL, getLogger
from typing import Any, Literal, TypeAlias

from migralint.objects import TableName
from migralint.operations import ChangeData, Operation, Query
from migralint.sql.generic.cursor import Cursor, Unreadable
from migralint.sql.statement import Statement

Kind: TypeAlias = Literal["insert", "update", "delete", "merge"]
Tree: TypeAlias = Any  # an expression of sqlglot, which is imported only where there is data to read

DIALECTS = {"postgresql": "postgres", "mariadb": "mysql", "mssql": "tsql"}
KINDS: dict[str, Kind] = {"Insert": "insert", "Update": "update", "Delete": "delete", "Merge": "merge"}


def read_data(cursor: Cursor) -> Iterator[Operation]:
    tree = _tree(cursor.statement)
    if tree is None:
        yield from _by_words(cursor)
        return
    for cte in tree.find_all(*_classes("CTE"), bfs=False):
        if type(cte.this).__name__ in KINDS:
            yield _change(cte.this)
    yield _change(tree) if type(tree).__name__ in KINDS else Query(reads=_tables(tree))


def truncate(cursor: Cursor) -> Iterator[Operation]:
    cursor.next()
    cursor.take("TABLE")
    cascade = any(token.upper == "CASCADE" for token in cursor.tokens)
    for part in cursor.parts():
        part.take("ONLY")
        yield ChangeData(kind="truncate", table=part.table_name(), cascade=cascade)


def _classes(*names: str) -> tuple[Tree, ...]:
    expressions = import_module("sqlglot.expressions")
    return tuple(getattr(expressions, name) for name in names)


def _tree(statement: Statement) -> Tree | None:
    """The statement's tree; None where sqlglot cannot read it."""
    sqlglot = import_module("sqlglot")
    getLogger("sqlglot").setLevel(CRITICAL)  # its warnings are about translating to other dialects
    sql = statement.readable
    if statement.kind == "REPLACE":
        sql = f"INSERT{sql[len('REPLACE') :]}"
    try:
        tree = sqlglot.parse_one(sql, read=DIALECTS.get(statement.dialect, statement.dialect))
    except Exception:  # what a hostile text raises in the library is only its way to say that it cannot be read
        return None
    query = isinstance(tree, _classes("Query"))
    return tree if query or type(tree).__name__ in KINDS else None


def _change(tree: Tree) -> Operation:
    kind = KINDS[type(tree).__name__]
    table = _target(tree)
    columns = _written(tree, kind)
    return ChangeData(
        kind=kind,
        table=table,
        columns=columns,
        read_columns=_mentioned(tree),
        has_where=kind in ("update", "delete") and tree.args.get("where") is not None,
        reads=tuple(read for read in _tables(tree) if read != table),
        columns_known=bool(columns) or kind == "delete",
    )


def _target(tree: Tree) -> TableName:
    """The table written, its alias resolved: `UPDATE t SET … FROM table AS t`, `UPDATE a JOIN b … SET b.x = …`."""
    named = [table for table in tree.find_all(*_classes("Table")) if table.name]
    first = tree.this.find(*_classes("Table")) if isinstance(tree.this, _classes("Expression")) else None
    wanted = first.name if first is not None else ""
    qualifiers = [column.table for column in _assigned(tree) if column.table]
    if type(tree).__name__ == "Update" and qualifiers:
        wanted = qualifiers[0]
    multiple = tree.args.get("tables") or ()
    if multiple:
        wanted = multiple[0].name
    by_alias = {table.alias: table for table in reversed(named) if table.alias}
    plain = first if first is not None and wanted in (first.name, first.alias) and wanted not in by_alias else None
    found = plain or by_alias.get(wanted) or next((table for table in named if table.name == wanted), first)
    return _table_name(found) if found is not None else TableName(wanted)


def _assigned(tree: Tree) -> Iterator[Tree]:
    """The columns on the left of SET's assignments."""
    equals, column_class = _classes("EQ", "Column")
    for item in tree.args.get("expressions") or ():
        if isinstance(item, equals):
            left = item.this
            yield from [left] if isinstance(left, column_class) else left.find_all(column_class)


def _written(tree: Tree, kind: Kind) -> tuple[str, ...]:
    match kind:
        case "insert":
            (schema,) = _classes("Schema")
            return _names(tree.this.expressions) if isinstance(tree.this, schema) else ()
        case "update":
            return _names(_assigned(tree))
        case "merge":
            update, insert = _classes("Update", "Insert")
            updates = (column for item in tree.find_all(update) for column in _assigned(item))
            inserts = (column for item in tree.find_all(insert) if item.this for column in item.this.expressions)
            return _names([*updates, *inserts])
        case "delete":
            return ()


def _names(items: Iterable[Tree]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.name for item in items))


def _mentioned(tree: Tree) -> tuple[str, ...]:
    written = {id(column) for column in _assigned(tree)}
    columns = (column for column in tree.find_all(*_classes("Column"), bfs=False) if id(column) not in written)
    return tuple(dict.fromkeys(column.name for column in columns if column.name not in ("", "*")))


def _tables(tree: Tree) -> tuple[TableName, ...]:
    ctes = {item.alias for item in tree.find_all(*_classes("CTE"))}
    aliases = {table.alias for table in tree.find_all(*_classes("Table")) if table.alias}
    names = (_table_name(table) for table in tree.find_all(*_classes("Table"), bfs=False) if table.name)
    return tuple(dict.fromkeys(name for name in names if name.schema or name.name not in ctes | aliases))


def _table_name(table: Tree) -> TableName:
    return TableName(table.name, table.db)


def _by_words(cursor: Cursor) -> Iterator[Operation]:
    """What can be said of a statement that sqlglot does not know: its kind and its table."""
    kind = cursor.statement.kind
    has_where = any(token.upper == "WHERE" for token in cursor.tokens)
    match kind:
        case "INSERT" | "REPLACE":
            _skip_to(cursor, "INTO")
            yield ChangeData(kind="insert", table=cursor.table_name())
        case "DELETE":
            _skip_to(cursor, "FROM")
            yield ChangeData(kind="delete", table=cursor.table_name(), has_where=has_where, columns_known=True)
        case "UPDATE":
            cursor.next()
            cursor.take_any({"LOW_PRIORITY", "IGNORE", "ONLY"})
            yield ChangeData(kind="update", table=cursor.table_name(), has_where=has_where)
        case "MERGE":
            _skip_to(cursor, "INTO")
            yield ChangeData(kind="merge", table=cursor.table_name())
        case "WITH":
            raise Unreadable("what it does after WITH cannot be read")
        case _:
            yield Query()


def _skip_to(cursor: Cursor, word: str) -> None:
    while not cursor.take(word):
        cursor.next()
