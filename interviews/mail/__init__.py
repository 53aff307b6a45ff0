"""Mails: what is told to whom, in which words, with which calendar entry, and sending it once (docs/mail.md)."""
