"""Coding problems, sessions and submissions, and the service that runs other people's code."""
