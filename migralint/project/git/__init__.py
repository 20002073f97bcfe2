"""The git repository that a project lies in: what a branch has, read without touching the working tree."""

from migralint.project.git.base_branch import BaseBranch, find_base_branch
from migralint.project.git.repository import Repository
from migralint.project.git.tree import BaseTree

__all__ = ["BaseBranch", "BaseTree", "Repository", "find_base_branch"]
