"""Problems, coding sessions and their results in Django's own admin."""

from dsa.admin import assignments, problems, sessions, similarity, submissions, tests, timeline

__all__ = ["assignments", "problems", "sessions", "similarity", "submissions", "tests", "timeline"]
