"""Coding sessions: who has which, what may be done in them, and their writes."""
