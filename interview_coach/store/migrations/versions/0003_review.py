"""Trash, bookmarks, attempts taken back, and full-text search."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE interviews ADD COLUMN deleted_at VARCHAR",
    "ALTER TABLE turns ADD COLUMN bookmarked BOOLEAN DEFAULT '0' NOT NULL",
    "ALTER TABLE attempts ADD COLUMN taken_back BOOLEAN DEFAULT '0' NOT NULL",
    """
    CREATE TABLE search_docs (
        id INTEGER NOT NULL,
        interview_id VARCHAR NOT NULL,
        position INTEGER NOT NULL,
        CONSTRAINT pk_search_docs PRIMARY KEY (id),
        CONSTRAINT uq_search_docs_interview_id_position UNIQUE (interview_id, position),
        CONSTRAINT fk_search_docs_interview_id FOREIGN KEY(interview_id)
            REFERENCES interviews (id) ON DELETE CASCADE
    )
    """,
    "CREATE VIRTUAL TABLE search_text USING fts5(question, answer, feedback, note, tokenize='unicode61')",
    "INSERT INTO search_docs (interview_id, position) SELECT interview_id, position FROM turns",
    """
    INSERT INTO search_docs (interview_id, position)
    SELECT DISTINCT interview_id, 0 FROM notes WHERE turn IS NULL
    """,
    """
    INSERT INTO search_text (rowid, question, answer, feedback, note)
    SELECT docs.id,
        (SELECT question_id || char(10) || title || char(10) || prompt
         FROM turns JOIN question_snapshots USING (content_hash)
         WHERE turns.interview_id = docs.interview_id AND turns.position = docs.position),
        (SELECT group_concat(text, char(10)) FROM (
            SELECT coalesce(parts.prompt || char(10), '') || coalesce(parts.text, '') AS text
            FROM attempts JOIN parts ON parts.attempt_id = attempts.id
            WHERE attempts.interview_id = docs.interview_id AND attempts.position = docs.position
            UNION ALL
            SELECT asked || char(10) || answer FROM exchanges
            WHERE exchanges.interview_id = docs.interview_id AND exchanges.position = docs.position)),
        (SELECT group_concat(text, char(10)) FROM (
            SELECT json_extract(grade, '$.top_fix') AS text FROM grades JOIN attempts ON attempts.id = attempt_id
            WHERE attempts.interview_id = docs.interview_id AND attempts.position = docs.position
            UNION
            SELECT json_extract(found.value, '$.correction') FROM grades JOIN attempts ON attempts.id = attempt_id,
                json_each(grade, '$.misconceptions') AS found
            WHERE attempts.interview_id = docs.interview_id AND attempts.position = docs.position
            UNION
            SELECT json_extract(found.value, '$.reason') FROM grades JOIN attempts ON attempts.id = attempt_id,
                json_each(grade, '$.key_points') AS found
            WHERE grades.grader = 'llm'
                AND attempts.interview_id = docs.interview_id AND attempts.position = docs.position)),
        (SELECT group_concat(text, char(10)) FROM notes
         WHERE notes.interview_id = docs.interview_id AND coalesce(notes.turn, 0) = docs.position)
    FROM search_docs AS docs
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
