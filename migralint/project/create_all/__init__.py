"""Where an application makes its tables itself, beside its migrations, and what leads there when it runs."""

from migralint.project.create_all.chains import Chain
from migralint.project.create_all.finding import chains
from migralint.project.create_all.starts import Kind

__all__ = ["Chain", "Kind", "chains"]
