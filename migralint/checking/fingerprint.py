"""Fingerprints: what a finding is called from one run to the next, though its lines move."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from migralint.findings import Finding


def with_fingerprints(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, each with a fingerprint of its own; equal ones are told apart by their order."""
    seen: Counter[tuple[str, ...]] = Counter()
    for finding in findings:
        identity = (
            finding.rule,
            finding.revision or finding.path.as_posix(),
            finding.problem.operation,
            finding.problem.subject,
        )
        yield replace(finding, fingerprint=_digest((*identity, str(seen[identity]))))
        seen[identity] += 1


def _digest(parts: tuple[str, ...]) -> str:
    return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()[:32]
