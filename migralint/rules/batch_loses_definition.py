"""batch-loses-definition: a SQLite batch makes a table anew without what reflection does not see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migralint.alembic_code.batch import batch
from migralint.analysis.batch_losses import Loss, losses
from migralint.analysis.statements import listed
from migralint.findings import Confidence, Problem, Rule, Severity
from migralint.migration import Migration
from migralint.operations import Guard, RecreateTable


def check(migration: Migration) -> Iterator[Problem]:
    for step, several in losses(migration):
        operation = step.operation
        words = listed(loss.words for loss in several)
        yield Problem(
            step.span,
            f"the batch makes {operation.table} anew without {words}",
            _help(operation, several),
            confidence=Confidence.HIGH if operation.guard is Guard.ALWAYS else Confidence.MEDIUM,
            severity=Severity.INFO if all(loss.minor for loss in several) else None,
            operation=operation.source,
            subject=f"{operation.table} {', '.join(loss.words for loss in several)}",
        )


def _help(operation: RecreateTable, several: Sequence[Loss]) -> str:
    given: dict[str, list[str]] = {}
    for loss in several:
        if loss.argument:
            given.setdefault(loss.argument, []).append(loss.value)
    options = {
        name: ", ".join(each) if name == "table_kwargs" else f"[{', '.join(each)}]" for name, each in given.items()
    }
    lines = [f"say it to the batch:\n{batch(operation.table, '...', **options)}"] if options else []
    again = [loss.words for loss in several if not loss.argument]
    if again:
        lines.append(f"make again behind the batch: {', '.join(again)}")
    return "\n".join(lines)


RULE = Rule(
    id="batch-loses-definition",
    group="data-loss",
    severity=Severity.WARNING,
    summary="a SQLite batch makes a table anew without its triggers, unnamed checks or collations",
    subject=Migration,
    check=check,
    dialects=("sqlite",),
)
