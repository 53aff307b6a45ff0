"""The shared code: Yjs updates validated, stored and merged."""
