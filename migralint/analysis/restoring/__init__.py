"""Whether a downgrade restores the schema, and how a finding tells what it does not."""

from migralint.analysis.restoring.telling import difference_notes, next_failure, restoring_help
from migralint.analysis.restoring.unrestored import Unrestored, runs_to_its_end, unrestored

__all__ = ["Unrestored", "difference_notes", "next_failure", "restoring_help", "runs_to_its_end", "unrestored"]
