"""The editors of a version that is being prepared, below the desk of its call."""

from programs.admin.editors.urls import EDITORS

__all__ = ["EDITORS"]
