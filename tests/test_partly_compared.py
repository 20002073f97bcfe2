"""Values that are equal although some of their fields differ."""

from migralint.objects import Check, Column, Type, Unique
from migralint.partly_compared import PartlyCompared


class Town(PartlyCompared, frozen=True):
    name: str
    visitors: int = 0

    uncompared = frozenset({"visitors"})


def test_fields_that_are_not_compared_may_differ() -> None:
    assert Town("Ghent", 1) == Town("Ghent", 2)
    assert hash(Town("Ghent", 1)) == hash(Town("Ghent", 2))


def test_the_other_fields_may_not() -> None:
    assert Town("Ghent") != Town("Bruges")
    assert {Town("Ghent", 1), Town("Ghent", 2), Town("Bruges")} == {Town("Ghent"), Town("Bruges")}


def test_another_class_is_never_equal() -> None:
    class Village(Town, frozen=True):
        pass

    assert Town("Ghent") != Village("Ghent")
    assert Check("a > 0") != Unique(("a > 0",))


def test_how_a_script_spells_a_type_says_nothing_about_the_column() -> None:
    spelled = Column("at", Type("TIMESTAMP", wrapper="UTCDateTime"), type_expression="UTCDateTime()")
    assert spelled == Column("at", Type("TIMESTAMP"))
    assert spelled != Column("at", Type("DATE"))
