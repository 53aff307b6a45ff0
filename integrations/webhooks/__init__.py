"""Webhooks: what is told, to whom, and the worker that posts it."""
