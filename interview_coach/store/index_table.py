"""The table of the full-text index, which SQLModel cannot describe: it comes with the table of its documents."""

from sqlalchemy import DDL, event

from interview_coach.store.tables import search_docs

INDEX = "search_text"
"""SQLite keeps the index in tables of its own whose names begin so."""
INDEX_COLUMNS = ("question", "answer", "feedback", "note")
CREATE_INDEX = f"CREATE VIRTUAL TABLE {INDEX} USING fts5({', '.join(INDEX_COLUMNS)}, tokenize='unicode61')"
event.listen(search_docs, "after_create", DDL(CREATE_INDEX))  # type: ignore[no-untyped-call]  # by the library
