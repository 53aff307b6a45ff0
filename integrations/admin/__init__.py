"""Tokens, endpoints and the log of deliveries in the admin. Importing this registers them."""

from integrations.admin import deliveries, endpoints, tokens

__all__ = ["deliveries", "endpoints", "tokens"]
