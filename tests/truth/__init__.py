"""What real upgrades of real projects made, and where their scripts are. `README.md` tells the form."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.corpus import PACKAGES, PROJECTS, tomllib

HERE = Path(__file__).parent
FIXTURES = HERE.parents[1] / "fixtures"


@dataclass(frozen=True, slots=True)
class Truth:
    """The schema that one project's upgrade made on one dialect."""

    project: str
    dialect: str

    @property
    def name(self) -> str:
        return f"{self.project}.{self.dialect}"

    @property
    def document(self) -> dict[str, Any]:
        return dict(json.loads((HERE / f"{self.name}.json").read_text(encoding="utf-8")))

    @property
    def base(self) -> Path | None:
        """The schema that the application itself makes before the first revision."""
        file = HERE / f"{self.name}.base.json"
        return file if file.is_file() else None

    @property
    def explained(self) -> dict[str, str]:
        """Facts that the replay cannot know, each with the reason."""
        reasons = tomllib.loads((HERE / "explained.toml").read_text(encoding="utf-8"))
        return dict(reasons.get(self.name, {}))

    @property
    def has_drift(self) -> bool:
        return (HERE / f"{self.name}.drift.txt").is_file()

    @property
    def drift(self) -> list[str]:
        """What Alembic's autogenerate would do to bring the upgraded database to what the models declare."""
        return (HERE / f"{self.name}.drift.txt").read_text(encoding="utf-8").splitlines()

    @property
    def drift_explained(self) -> dict[str, str]:
        """What is told of the drift and Alembic does not say (`told`), or the other way round (`missed`): why."""
        reasons = tomllib.loads((HERE / "drift.toml").read_text(encoding="utf-8"))
        return {**reasons.get(self.project, {}), **reasons.get(self.name, {})}

    @property
    def in_corpus(self) -> bool:
        return not (HERE / self.project).is_dir()

    @property
    def version(self) -> tuple[int, ...]:
        """The server's, where the dialect alone does not tell it: MariaDB behind `mysql`."""
        return (10, 11) if self.dialect == "mysql" else ()

    @property
    def sqlalchemy(self) -> str:
        """The versions of SQLAlchemy that the project's wheel requires; "" for any."""
        own = (p.sqlalchemy for p in PROJECTS.values() for h in p.histories if h.truth == self.project)
        return next(own, "")

    @property
    def sqlmodel(self) -> str:
        """The versions of SQLModel that the project's wheel requires; "" for any."""
        own = (p.sqlmodel for p in PROJECTS.values() for h in p.histories if h.truth == self.project)
        return next(own, "")

    def packages(self) -> list[Path]:
        """Where the packages are unpacked whose constants the scripts use."""
        histories = (h for p in PROJECTS.values() for h in p.histories if h.truth == self.project)
        return [PACKAGES[name].path() for history in histories for name in history.needs]

    def versions(self) -> Path:
        """The folder of revision scripts: beside the truth, or in a wheel that the first call downloads."""
        if not self.in_corpus:
            return HERE / self.project / "versions"
        found = [(p, h) for p in PROJECTS.values() for h in p.histories if h.truth == self.project]
        project, history = next((pair for pair in found if pair[1].dialect == self.dialect), found[0])
        return (project.path() / history.versions).resolve()


@dataclass(frozen=True, slots=True)
class ModelsTruth(Truth):
    """The metadata of one project's imported models, on one dialect."""

    @property
    def document(self) -> dict[str, Any]:
        return dict(json.loads((HERE / "models" / f"{self.name}.json").read_text(encoding="utf-8")))

    @property
    def in_corpus(self) -> bool:
        return not (FIXTURES / self.project).is_dir()

    def packages(self) -> list[Path]:
        """Where the packages are unpacked whose classes the models are derived from."""
        histories = (h for p in PROJECTS.values() for h in p.histories if h.truth == self.project)
        return [PACKAGES[name].path() for history in histories for name in history.derives_from]

    def versions(self) -> Path:
        if not self.in_corpus:
            return FIXTURES / self.project / "migrations" / "versions"
        return Truth(self.project, self.dialect).versions()


def all_models_truths() -> list[ModelsTruth]:
    return [ModelsTruth(*file.stem.split(".")) for file in sorted((HERE / "models").glob("*.json"))]


def all_truths() -> list[Truth]:
    files = sorted(HERE.glob("*.json"))
    return [Truth(*file.stem.split(".")) for file in files if not file.name.endswith(".base.json")]
