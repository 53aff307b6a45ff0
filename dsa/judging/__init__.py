"""Judging submissions: the runner, the score, and progress for whoever watches."""
