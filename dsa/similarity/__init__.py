"""Similar passages in the submissions to one problem in one language: winnowing over tokens."""
