"""The record: an interview as one HTML file that plays from disk (docs/record.md)."""
