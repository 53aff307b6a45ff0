"""The JSON endpoints below /v1/dsa/<token>."""
