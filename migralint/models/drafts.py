"""Drafts: the tables that classes and `Table(...)` calls declare, with where each part is written."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct, field

from migralint.interpreter.constructs import Unreadable, constraint_of, index_of_term, is_column, qualified_name
from migralint.interpreter.creating import items_of
from migralint.interpreter.declarative.attributes import is_schema_item, place_of
from migralint.interpreter.declarative.columns import DeclaredColumn, declared_columns, has_type
from migralint.interpreter.declarative.mapping import is_mapped, mapped_superclass
from migralint.interpreter.declarative.table import DeclaredTable, declared_table, has_own_table
from migralint.interpreter.values import Class, Member, Term, Unknown, Value, is_opaque, path_of, why
from migralint.models.appended import append_to, appends, named_draft, note_unread
from migralint.models.bases import has_lost_base, is_lost, mapping_hooks, unknown_bases
from migralint.models.libraries import columns_of_library
from migralint.models.metadata import Metadata, metadata_of_class, metadata_of_table
from migralint.models.places import Place, item_key
from migralint.models.reader import Reader
from migralint.objects import TableName


class Draft(Struct):
    """A table as it is declared. `unread` says why it may have more, `unread_keys` why more constraints or indexes.

    `lost`: its MetaData is not known, nor what its class is derived from.
    """

    name: TableName
    metadata: Metadata | None
    place: Place
    owner: str  # `Post`, or `Table posts`
    items: list[Value]
    info: Value = None
    unread: list[str] = field(default_factory=list)
    unread_keys: list[str] = field(default_factory=list)
    places: dict[Hashable, Place] = field(default_factory=dict)  # of columns by name, of others by `item_key`
    lost: bool = False
    owners: dict[str, str] = field(default_factory=dict)  # the classes that columns come with, by the column's name

    def infos(self) -> Iterator[tuple[str | None, Value]]:
        """The `info` of the table (None), and of its columns and indexes by name."""
        terms = (item for item in self.items if isinstance(item, Term) and item.args and isinstance(item.args[0], str))
        given = [(None, self.info), *((term.args[0], term.kwargs.get("info")) for term in terms)]
        return ((name, info) for name, info in given if info is not None)

    def causes(self) -> Iterator[tuple[str, str]]:
        """The columns with why their types are not known, where they are not."""
        for item in self.items:
            if isinstance(item, Term) and is_column(item) and item.args:
                given = (item.kwargs.get("type_"), *item.args[1:])
                found = next((value for value in given if is_opaque(value) and not is_schema_item(value)), None)
                path = path_of(found.function if isinstance(found, Term) else found)
                yield (
                    str(item.args[0]),
                    found.why if isinstance(found, Unknown) else f"{path} is not read" if path else "",
                )

    def typeless(self) -> set[str]:
        """The columns whose type is that of the column they refer to."""
        terms = (item for item in self.items if isinstance(item, Term) and is_column(item))
        return {str(term.args[0]) for term in terms if not has_type(term.args[1:], term.kwargs)}


class Drafts:
    """Everything that the reader saw, put together in the order in which it was defined."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.tables: list[Draft] = []
        self.unnamed: list[tuple[Place, Metadata | None, str]] = []  # tables whose name could not be read
        self._of_class: dict[int, Draft] = {}
        self._of_term: dict[int, Draft] = {}

    def collect(self) -> None:
        """Draft every table. A class comes after those that it inherits from."""
        terms = list(self.reader.terms)  # not those that `__table_args__` methods make from here on
        for term in terms:
            if term.name == "Table":
                self._add_table(term)
        for cls in list(self.reader.classes):
            if is_mapped(self.reader, cls):
                self._add_class(cls)
            elif has_lost_base(self.reader, cls):
                self.unnamed.append((self._class_place(cls), None, f"the base of {cls.name} is not known"))
        for term in terms:
            if term.name == "Index":
                self._attach(term)
        self._append()

    def _append(self) -> None:
        read: set[int] = set()
        for one in self.reader.appended:
            draft = self._draft_of(one.table)
            if draft is not None and append_to(draft, one):
                read.add(id(one.node))
                self._note_items(draft, [one.item], [one.item])
        by_module: dict[Path, list[Draft]] = {}
        for draft in self.tables:
            by_module.setdefault(draft.place.path, []).append(draft)
        for path, drafts in by_module.items():
            module = self.reader.loader.at(path)
            if module is not None and appends(module):
                note_unread(drafts, module, read)

    def _add_table(self, term: Term) -> None:
        place = self.reader.place(term)
        metadata = metadata_of_table(self.reader, term)
        if place is None or (metadata is None and len(term.args) < 2):
            return
        try:
            name = qualified(qualified_name(term), metadata)
        except Unreadable as error:
            self.unnamed.append((place, metadata, str(error)))
            return
        draft = Draft(name, metadata, place, f"Table {name}", items_of(term), term.kwargs.get("info"))
        draft.lost = metadata is None
        if any(key.startswith("autoload") for key in term.kwargs):
            draft.unread.append("its columns are read from the database")
        self._note_items(draft, draft.items, draft.items)
        self._of_term[id(term)] = draft
        self.tables.append(draft)

    def _add_class(self, cls: Class) -> None:
        if "__table__" in cls.namespace:
            found = self._of_term.get(id(cls.namespace["__table__"]))
            if found is not None:
                self._of_class[id(cls)] = found
            return
        if has_own_table(self.reader, cls):
            self._add_own_table(cls, declared_table(self.reader, cls))
        else:
            self._add_to_superclass(cls)

    def _add_own_table(self, cls: Class, table: DeclaredTable) -> None:
        place, metadata = self._class_place(cls), metadata_of_class(self.reader, cls)
        schema = table.schema or ""
        if not isinstance(table.name, str) or not isinstance(schema, str):
            lost, of = (table.name, "table name") if isinstance(schema, str) else (schema, "schema")
            self.unnamed.append((place, metadata, why(lost, f"the {of} of {cls.name}")))
            return
        draft = Draft(qualified(TableName(table.name, schema), metadata), metadata, place, cls.name, [], table.info)
        draft.lost = is_lost(self.reader, cls)
        self._add_columns(draft, cls, table.columns)
        draft.items += table.items
        draft.unread += table.unread
        for hook in mapping_hooks(cls):
            draft.unread.append(f"{hook} may change it")
            self.unnamed.append((place, metadata, f"{hook} of {cls.name} may map other tables"))
        self._note_items(draft, table.items, table.written)
        self._of_class[id(cls)] = draft
        self.tables.append(draft)

    def _add_to_superclass(self, cls: Class) -> None:
        """Single-table inheritance: the class's columns are part of the superclass's table."""
        parent = mapped_superclass(self.reader, cls)
        draft = self._of_class.get(id(parent))
        if draft is None:
            return
        found = declared_columns(self.reader, cls)
        self._of_class[id(cls)] = draft
        self._add_columns(draft, cls, found.columns)
        draft.unread += found.unread

    def _add_columns(self, draft: Draft, cls: Class, columns: tuple[DeclaredColumn, ...]) -> None:
        known = {item.args[0] for item in draft.items if isinstance(item, Term) and is_column(item)}
        for column in columns:
            name = column.term.args[0]
            if name in known:
                continue
            draft.items.append(column.term)
            draft.owners[name] = cls.name
            owner = column.attribute.owner
            node = place_of(owner, column.attribute.name)
            if node is not None and not self.reader.packages.is_installed(owner.module.script.path):
                draft.places[name] = Place(owner.module.script.path, owner.module.script.span(node))
        for base in unknown_bases(self.reader, cls):
            given = columns_of_library(base)
            if given is None:
                draft.unread.append(f"{base} is not read")
            else:
                known |= {column.term.args[0] for column in columns}
                draft.items += [term for term in given if term.args[0] not in known]

    def _note_items(self, draft: Draft, items: Sequence[Value], written: Sequence[Value]) -> None:
        """Where the columns, constraints and indexes of a table are written."""
        for item, original in zip(items, written, strict=True):
            place = self.reader.place(original) if isinstance(original, Term) else None
            if place is None or not isinstance(item, Term):
                continue
            try:
                key = self._key(draft, item)
            except Unreadable:
                continue
            if key is not None:
                draft.places[key] = place

    def _key(self, draft: Draft, item: Term) -> Hashable:
        if is_column(item):
            return item.args[0] if item.args and isinstance(item.args[0], str) else None
        if item.name == "Index":
            return item_key(index_of_term(self.reader, item, draft.name))
        found = constraint_of(self.reader, item, draft.name)
        return None if found is None else item_key(found[0])

    def _attach(self, index: Term) -> None:
        """`Index("ix", table.c.name)` and `Index("ix", Model.name)`, which stand beside the table."""
        for column in index.args[1:]:
            draft = self._draft_of(column)
            if draft is not None and not any(item is index for item in draft.items):
                draft.items.append(index)
                self._note_items(draft, [index], [index])
                return

    def _draft_of(self, value: Value) -> Draft | None:
        for _ in range(8):
            if isinstance(value, Class):
                return self._of_class.get(id(value))
            if isinstance(value, Term) and value.name == "Table":
                return self._of_term.get(id(value)) or named_draft(value, self.tables)
            if isinstance(value, Term):
                value = value.args[0] if value.args and not isinstance(value.function, Member) else value.function
            elif isinstance(value, Member):
                value = value.owner
        return None

    def _class_place(self, cls: Class) -> Place:
        script = cls.module.script
        assert cls.node is not None
        return Place(script.path, script.span(cls.node))


def qualified(name: TableName, metadata: Metadata | None) -> TableName:
    if name.schema or metadata is None or not metadata.schema:
        return name
    return TableName(name.name, metadata.schema)
