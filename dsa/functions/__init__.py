"""Function problems: candidates write one function; a driver made of its signature reads, calls and prints."""
