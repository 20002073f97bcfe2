"""unused-suppression: a suppression comment that names no rule, a wrong one, or one that finds nothing there."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings import Problem, Rule, Severity
from migralint.suppression import SuppressionUse, UnknownRule

FORM = "# migralint: ignore[rule-id] -- reason"
LONGEST = 40


def check(use: SuppressionUse) -> Iterator[Problem]:
    comment = use.comment
    shown = comment.text if len(comment.text) <= LONGEST else f"{comment.text[:LONGEST]}..."
    if not comment.understood:
        yield _problem(use, f"`{shown}` is no suppression that migralint understands", f"write `{FORM}`")
    elif not comment.rules:
        yield _problem(use, f"`{shown}` names no rule and suppresses nothing", f"write `{FORM}`")
    for unknown in use.unknown:
        yield _problem(use, f'the suppression names the unknown rule "{unknown.name}"', _advice(unknown), unknown.name)
    if use.unused:
        names = ", ".join(use.unused)
        yield _problem(use, f"the suppression of {names} is unused: nothing to suppress here", _removal(use), names)


def _problem(use: SuppressionUse, message: str, help: str, subject: str = "") -> Problem:
    return Problem(use.comment.span, message, help, operation="suppression", subject=subject or use.comment.text)


def _advice(unknown: UnknownRule) -> str:
    if unknown.is_group:
        return f"{unknown.name} is a group: name the rule itself"
    return f"did you mean `{unknown.meant}`?" if unknown.meant else "`migralint rules` lists the rules"


def _removal(use: SuppressionUse) -> str:
    left = [name for name in use.comment.rules if name not in use.unused]
    return f"keep only {', '.join(left)}" if left else "remove the comment"


RULE = Rule(
    id="unused-suppression",
    group="general",
    severity=Severity.WARNING,
    summary="a suppression comment that suppresses nothing",
    subject=SuppressionUse,
    check=check,
)
