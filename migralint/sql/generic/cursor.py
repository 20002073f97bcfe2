"""Walking along the tokens of a statement."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from migralint.objects import TableName
from migralint.sql.statement import Statement
from migralint.sql.tokens import Token

END = Token("symbol", "", "", 0, 0)


class Unreadable(Exception):
    """The statement is not of a form that is known; the message says why."""


class Cursor:
    """A position in some of a statement's tokens."""

    def __init__(self, statement: Statement, tokens: tuple[Token, ...] | None = None) -> None:
        self.statement = statement
        self.dialect = statement.dialect
        self.tokens = statement.tokens if tokens is None else tokens
        self.position = 0

    def ended(self) -> bool:
        return self.position >= len(self.tokens)

    def peek(self, ahead: int = 0) -> Token:
        position = self.position + ahead
        return self.tokens[position] if position < len(self.tokens) else END

    def next(self) -> Token:
        if self.ended():
            raise Unreadable("the statement ends too early")
        self.position += 1
        return self.tokens[self.position - 1]

    def sees(self, *words: str) -> bool:
        return all(self.peek(ahead).upper == word for ahead, word in enumerate(words))

    def take(self, *words: str) -> bool:
        """Steps over these keywords, if they come next."""
        found = self.sees(*words)
        if found:
            self.position += len(words)
        return found

    def take_any(self, words: Collection[str]) -> str:
        """Steps over a keyword that is one of these; "" if there is none."""
        word = self.peek().upper
        if not word or word not in words:
            return ""
        self.position += 1
        return word

    def expect(self, *words: str) -> None:
        if not self.take(*words):
            raise Unreadable(f"{' '.join(words)} is missing")

    def name(self) -> str:
        token = self.next()
        if token.kind not in ("word", "name", "string"):
            raise Unreadable("a name is missing")
        folded = self.dialect == "postgresql" and token.kind == "word"
        return token.value.lower() if folded else token.value

    def dotted(self) -> tuple[str, ...]:
        names = [self.name()]
        while self.take("."):
            names.append(self.name())
        return tuple(names)

    def table_name(self) -> TableName:
        return TableName(*reversed(self.dotted()[-2:]))

    def if_exists(self) -> bool:
        return self.take("IF", "EXISTS")

    def if_not_exists(self) -> bool:
        return self.take("IF", "NOT", "EXISTS")

    def step(self) -> tuple[Token, ...]:
        """The next token, or a whole pair of parentheses with what it holds."""
        start = self.position
        depth = 0
        while True:
            token = self.next()
            depth += (token.upper == "(") - (token.upper == ")")
            if depth <= 0 or self.ended():
                return self.tokens[start : self.position]

    def parenthesised(self) -> Cursor:
        """What the parentheses that come next hold."""
        if not self.sees("("):
            raise Unreadable("parentheses are missing")
        taken = self.step()
        return Cursor(self.statement, taken[1:-1] if taken[-1].upper == ")" else taken[1:])

    def parts(self) -> Iterator[Cursor]:
        """What is left, cut at its commas."""
        while not self.ended():
            start = self.position
            while not self.ended() and not self.sees(","):
                self.step()
            yield Cursor(self.statement, self.tokens[start : self.position])
            self.take(",")

    def until(self, words: Collection[str]) -> str:
        """The text up to one of these keywords outside parentheses; at least one token."""
        start = self.position
        self.step()
        while not self.ended() and self.peek().upper not in words:
            self.step()
        return self.text(start, self.position)

    def rest(self) -> str:
        start, self.position = self.position, len(self.tokens)
        return self.text(start, self.position)

    def text(self, start: int, end: int) -> str:
        """The statement's text from one position to another."""
        if start >= end:
            return ""
        return self.statement.source[self.tokens[start].start : self.tokens[end - 1].end]
