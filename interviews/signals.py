"""What the domain tells the apps above it, after the commit of the change.

Sent robustly: the change stands by then, so a receiver that fails (with Redis down, say) is logged and fails nobody.

`access_withdrawn(participant_key: str, interview_id: UUID | None, code: AccessCode)`: this person must leave that
interview, or all of them where the id is None.

`interview_started(interview_id: UUID)`: an interviewer has opened it.

`interview_ended(interview_id: UUID, code: AccessCode)`: it was completed or cancelled.
"""

from django.dispatch import Signal

access_withdrawn = Signal()
interview_started = Signal()
interview_ended = Signal()
