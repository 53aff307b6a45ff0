"""The door of a room: who walks in, who has to ask, and what interviewers decide."""
