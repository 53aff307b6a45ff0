"""Every write of interviews, invitations and questions: a function each, in one transaction, with a timeline event."""
