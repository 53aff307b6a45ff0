"""Webcam proctoring of coding sessions: consent, snapshots, incidents, review, retention."""
