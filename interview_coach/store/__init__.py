"""Interviews kept in SQLite; the only place that knows tables, and it speaks only domain objects."""
