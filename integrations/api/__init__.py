"""The API for recruiters' systems, below /v1. Who asks is known by a token; its scopes say what it opens."""
