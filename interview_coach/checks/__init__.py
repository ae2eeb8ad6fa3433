"""Rules that a finished question must keep."""
