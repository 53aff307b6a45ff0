"""The room's reads and writes in the database."""
