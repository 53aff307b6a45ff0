"""Problems in Django's own admin."""

from dsa.admin import problems, tests

__all__ = ["problems", "tests"]
