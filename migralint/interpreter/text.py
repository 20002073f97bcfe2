"""Building strings: f-strings, `%`, `format` and `join`, with placeholders for the parts that are not known."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping, Sequence

from migralint.interpreter.bounds import LARGEST_TEXT, fits
from migralint.interpreter.values import EnumMember, Native, PartialText, Unknown, Value, is_opaque
from migralint.sql import UNKNOWN_PLACEHOLDER

_WIDE = re.compile(r"\d{4,}")


_PLAIN = (str, bytes, int, float, complex, type(None), range)
_CONTAINERS = (list, tuple, dict, set, frozenset)


def printable(value: Value) -> Value:
    """What stands for the value where it is written into a text: its text, a constant, or an opaque value."""
    if isinstance(value, _PLAIN) or is_opaque(value):
        return value
    if isinstance(value, EnumMember):
        return value.value if value.cls.descends_from("StrEnum") else f"{value.cls.name}.{value.name}"
    if isinstance(value, Native) and isinstance(text := getattr(value, "text", None), str):
        return text
    if isinstance(value, _CONTAINERS):
        return value if fits(value) and _is_constant(value) else Unknown("it holds an unknown value, or too many")
    return Unknown("its text is not known")


def _is_constant(value: Value) -> bool:
    if isinstance(value, dict):
        return all(_is_constant(key) and _is_constant(item) for key, item in value.items())
    return all(map(_is_constant, value)) if isinstance(value, _CONTAINERS) else isinstance(value, _PLAIN)


def joined(parts: Sequence[Value], separator: str = "") -> Value:
    """The parts as one string; a PartialText where some are unknown."""
    texts = [text_of(part) for part in parts]
    if sum(map(len, texts)) > LARGEST_TEXT:
        return Unknown("the text is too long")
    text = separator.join(texts)
    unknown = next((part for part in parts if is_opaque(part)), None)
    if unknown is None:
        return text
    return PartialText(text, getattr(unknown, "why", "") or "a part of the text is not known")


def text_of(value: Value) -> str:
    value = printable(value)
    if isinstance(value, PartialText):
        return value.text
    return UNKNOWN_PLACEHOLDER if is_opaque(value) else str(value)


def formatted(value: Value, conversion: int, spec: Value) -> Value:
    """One replacement field of an f-string."""
    value = printable(value)
    if is_opaque(value) or is_opaque(spec) or _WIDE.search(str(spec)):
        return value if isinstance(value, PartialText) else Unknown(getattr(value, "why", "it is not a constant"))
    if conversion == ord("r"):
        value = repr(value)
    elif conversion == ord("s"):
        value = str(value)
    try:
        return format(value, spec)
    except (ValueError, TypeError):
        return Unknown("its format does not fit")


def percent(template: str | PartialText, values: Value) -> Value:
    """`template % values`."""
    text = template.text if isinstance(template, PartialText) else template
    if _WIDE.search(text):
        return Unknown("its format is too wide")
    if is_opaque(values):
        return PartialText(
            re.sub(r"%(\(\w+\))?[#0\- +]*\d*(\.\d+)?[a-zA-Z]", UNKNOWN_PLACEHOLDER, text), values_why(values)
        )
    opaque: Value = template if isinstance(template, PartialText) else None
    arguments: dict[Value, object] | tuple[object, ...]
    if isinstance(values, Mapping):
        parts = {key: printable(value) for key, value in values.items()}
        opaque = next((part for part in parts.values() if is_opaque(part)), opaque)
        arguments = {key: _argument(part) for key, part in parts.items()}
    else:
        sequence = [printable(value) for value in (values if isinstance(values, tuple) else (values,))]
        opaque = next((part for part in sequence if is_opaque(part)), opaque)
        arguments = tuple(_argument(part) for part in sequence)
    given = arguments.values() if isinstance(arguments, dict) else arguments
    longest = max((len(str(value)) for value in given), default=0)
    if len(text) + text.count("%") * longest > LARGEST_TEXT:
        return Unknown("the text is too long")
    try:
        result = text % arguments
    except (TypeError, ValueError, KeyError):
        return Unknown("its format does not fit")
    return result if opaque is None else PartialText(result, values_why(opaque))


def brace_format(template: str, args: Sequence[Value], kwargs: Mapping[str, Value]) -> Value:
    """`template.format(*args, **kwargs)`; fields may name arguments and positions, nothing deeper."""
    parts: list[Value] = []
    automatic = 0
    try:
        fields = list(string.Formatter().parse(template))
    except ValueError:
        return Unknown("its format does not fit")
    for literal, name, spec, conversion in fields:
        parts.append(literal)
        if name is None:
            continue
        if name == "":
            name, automatic = str(automatic), automatic + 1
        value: Value = Unknown("a part of the text is not known")
        if name.isdigit() and int(name) < len(args):
            value = args[int(name)]
        elif name in kwargs:
            value = kwargs[name]
        parts.append(formatted(value, ord(conversion) if conversion else -1, spec or ""))
    return joined(parts)


def values_why(value: Value) -> str:
    return getattr(value, "why", "") or "a part of the text is not known"


def _argument(part: Value) -> object:
    return text_of(part) if is_opaque(part) else part


def call_partial_text(owner: PartialText, name: str, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if name == "format":
        result = brace_format(owner.text, args, kwargs)
        return PartialText(result, owner.why) if isinstance(result, str) else result
    if name in ("strip", "lstrip", "rstrip"):
        return owner
    return Unknown(owner.why)
