"""The figures of the dashboard that the programs have; importing them registers them."""

from programs.figures import desk, groups, progress

__all__ = ["desk", "groups", "progress"]
