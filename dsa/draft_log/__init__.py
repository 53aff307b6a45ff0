"""What was written, when: every change in the editor of a coding session, and the text at any moment."""
