"""A column's name in the text of checks, index expressions and generated columns, where a rename changes it too."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\b[^\W\d]\w*\b(?:\s*\()?|::\s*\w+""")


def renamed_in(sql: str, name: str, new_name: str) -> str:
    """Texts in quotes, functions and types of the same name stay."""

    def follow(found: re.Match[str]) -> str:
        token = found[0]
        if token[0] in '"`' and token[1:-1] == name:
            return f"{token[0]}{new_name}{token[0]}"
        return new_name if token.lower() == name.lower() and token[0] != "'" else token

    return _TOKEN.sub(follow, sql) if name.lower() in sql.lower() else sql
