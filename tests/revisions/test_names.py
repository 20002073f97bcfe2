"""Which names count as defined."""

from pathlib import Path

import pytest

from migralint.revisions.names import undefined_names
from migralint.revisions.script import Script


def undefined(text: str) -> list[tuple[str, int]]:
    return [(name, span.line) for name, span in undefined_names(Script(Path("a.py"), text))]


def test_a_name_that_nothing_defines_is_found_at_its_first_use() -> None:
    assert undefined("import a\na.f(b.c)\nb.d\n") == [("b", 2)]


def test_a_local_name_of_another_function_is_not_defined() -> None:
    text = "def upgrade():\n    bind = 1\n    bind\n\ndef downgrade():\n    bind\n"
    assert undefined(text) == [("bind", 6)]


def test_a_name_that_a_condition_of_another_function_binds_is_not_defined() -> None:
    text = "def upgrade(a):\n    if b := a:\n        b\n\ndef downgrade():\n    b\n"
    assert undefined(text) == [("b", 6)]
    assert undefined("def f(a):\n    if a(lambda: (b := 1)):\n        b\n") == [("b", 3)]


def test_a_name_of_a_class_body_is_not_defined_in_its_methods() -> None:
    assert undefined("class A:\n    x = 1\n    y = x\n    def f(self):\n        return x\n") == [("x", 5)]


def test_a_default_and_a_decorator_are_looked_up_outside_the_function() -> None:
    assert undefined("def f(a=b):\n    b = 1\n    return b\n") == [("b", 1)]


def test_a_name_in_code_that_never_runs_is_found() -> None:
    assert undefined("if False:\n    a\n") == [("a", 2)]


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    import a\nexcept ImportError:\n    a = None\na\n",
        "if x := 1:\n    x\n",
        "def f(a):\n    while not (x := a) and (y := x) > 1:\n        x, y\n",
        "for a, *b in []:\n    a, b\n",
        "with open('f') as f:\n    f\n",
        "try:\n    pass\nexcept ValueError as error:\n    error\n",
        "def f():\n    global g\n    g = 1\n\ndef h():\n    return g\n",
        "def f():\n    a = 1\n    def g():\n        return a\n    return g\n",
        "[x for x in [1] if x]\n",
        "f = lambda a, *b, **c: (a, b, c)\n",
        "class A(Exception):\n    def f(self):\n        return __class__, super()\n",
        "match 1:\n    case {'a': [b, *c], **d} as e:\n        b, c, d, e\n",
        "import a.b.c\na.b.c\n",
        "__file__, __name__, __doc__\n",
        "from a import *\nb\n",
        "globals()['a'] = 1\na\n",
        "from __future__ import annotations\ndef f(a: B) -> C:\n    x: D = 1\n    return x\n",
        "import typing\nif typing.TYPE_CHECKING:\n    from a import B\ndef f(b: B): ...\n",
    ],
)
def test_a_definition_in_any_shape_counts(text: str) -> None:
    assert undefined(text) == []


def test_annotations_that_are_evaluated_are_names_too() -> None:
    assert undefined("def f(a: B): ...\n") == [("B", 1)]


def test_an_unreadable_script_has_none() -> None:
    assert undefined("def f(\n") == []
    assert undefined("def f():\n    a\n    global a\n") == []
