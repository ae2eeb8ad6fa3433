"""Use cases that tie the packages together; no Textual."""
