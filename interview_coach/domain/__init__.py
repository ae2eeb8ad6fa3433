"""Plain types and their arithmetic; no files, no clock, no network."""
