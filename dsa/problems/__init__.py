"""What a problem is: its writes, its validation, its package format, its statement."""
