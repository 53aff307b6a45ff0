"""Every write of proctoring."""
