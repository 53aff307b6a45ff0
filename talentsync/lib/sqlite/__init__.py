"""A Django database backend: SQLite whose writers wait in one queue, in all threads and processes of a machine."""
