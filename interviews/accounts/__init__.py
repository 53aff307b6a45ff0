"""Signing in, and the pages of one's own account: django-allauth with our rules and looks."""
