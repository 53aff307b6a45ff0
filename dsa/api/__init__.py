"""The HTTP API of coding sessions: thin views over the services; `docs/api.md` and the schema describe it."""
