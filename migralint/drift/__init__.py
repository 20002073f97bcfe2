"""Drift: where the models and what the revisions leave are not alike, told without a database."""

from migralint.drift.difference import Aspect, Drifted, Item
from migralint.drift.drift import Drift
from migralint.drift.trail import Origin, Trail

__all__ = ["Aspect", "Drift", "Drifted", "Item", "Origin", "Trail"]
