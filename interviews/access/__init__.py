"""Who may enter what. Every app asks here; nobody else decides.

Rules are pure functions that return the reason for a refusal, or None. Loaders read the records and raise `Refused`.
"""
