"""A Django database backend: PostgreSQL with fewer round trips."""
