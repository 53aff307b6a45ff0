"""Problems, coding sessions and their results in Django's own admin."""

from dsa.admin import assignments, problems, sessions, submissions, tests
from interviews.admin.extensions import Extension
from interviews.admin.interviews import InterviewAdmin

__all__ = ["assignments", "problems", "sessions", "submissions", "tests"]

InterviewAdmin.extend(
    Extension(
        inline=assignments.AssignmentInline,
        save=assignments.save_assignments,
        warnings=assignments.warnings,
        links=sessions.links,
        list_actions=(sessions.export_results,),
    )
)
