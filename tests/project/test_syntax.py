"""Python of newer versions is parsed by older ones, as far as it differs in type parameters and aliases alone."""

from __future__ import annotations

import ast

import pytest

from migralint.project.syntax import parse_module, without_type_parameters

NEW = """\
class Box[T: int, *Rest](Base[T]):
    def first[U](self, item: list[U]) -> "U":
        return item[0]

    async def second[
        U: tuple[int, str],
    ](self):
        names[0] = 1

type Names = list[str]
type Pair[A, B] = tuple[A, B]
"""
OLD = """\
class Box               (Base[T]):
    def first   (self, item: list[U]) -> "U":
        return item[0]

    async def second \\
                           \\
     (self):
        names[0] = 1

Names      = list[str]
Pair            = tuple[A, B]
"""


def test_type_parameters_become_spaces_and_aliases_assignments() -> None:
    assert without_type_parameters(NEW) == OLD


def test_every_other_thing_keeps_its_place() -> None:
    tree = parse_module(NEW)
    box = tree.body[0]
    assert isinstance(box, ast.ClassDef)
    assert [(type(node).__name__, node.lineno) for node in box.body] == [("FunctionDef", 2), ("AsyncFunctionDef", 5)]
    assert [node.lineno for node in tree.body] == [1, 10, 11]


@pytest.mark.parametrize("text", ["type = 3\n", "type(x)\n", "classes[0] = 1\n", "x = '''\nclass of the best\n'''\n"])
def test_what_is_no_such_syntax_is_left(text: str) -> None:
    assert without_type_parameters(text) == text
    assert ast.dump(parse_module(text)) == ast.dump(ast.parse(text))


@pytest.mark.parametrize("text", ["class (\n", "class Box[T\n    pass\n", "def f[T](:\n"])
def test_what_no_version_parses_is_refused(text: str) -> None:
    with pytest.raises(SyntaxError):
        parse_module(text)


def test_brackets_that_nothing_closes_cost_little() -> None:
    text = "class a[\n" * 20_000
    with pytest.raises(SyntaxError):
        parse_module(text)
