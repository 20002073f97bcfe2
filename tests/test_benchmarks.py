"""The histories that the benchmarks generate are real ones: every operation is read and can run."""

from pathlib import Path

from benchmarks.generate import write
from migralint.app import migration_of
from migralint.loading import Where
from migralint.operations import Unread
from migralint.schema.compare import compare


def test_every_generated_revision_runs_in_both_directions(tmp_path: Path) -> None:
    last = write(tmp_path, 25)
    for script in sorted(last.parent.iterdir()):
        migration = migration_of(Where(project=tmp_path), str(script))
        steps = (*migration.upgrade.steps, *migration.downgrade.steps)
        assert steps
        assert not [step for step in steps if step.conflict or isinstance(step.operation, Unread)]
        assert not compare(migration.upgrade.start, migration.downgrade.end)
