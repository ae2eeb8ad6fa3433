"""The first tables: interviews with all that belongs to them."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE interviews (
        sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        id VARCHAR NOT NULL,
        state VARCHAR NOT NULL,
        mode VARCHAR NOT NULL,
        seniority VARCHAR NOT NULL,
        grader VARCHAR NOT NULL,
        started_at VARCHAR NOT NULL,
        finished_at VARCHAR,
        position INTEGER NOT NULL,
        score FLOAT,
        setup VARCHAR NOT NULL,
        CONSTRAINT uq_interviews_id UNIQUE (id),
        CONSTRAINT ck_interviews_state CHECK (state IN ('active', 'paused', 'finished')),
        CONSTRAINT ck_interviews_mode CHECK (mode IN ('mock', 'practice')),
        CONSTRAINT ck_interviews_seniority CHECK (seniority IN ('junior', 'mid', 'senior', 'staff')),
        CONSTRAINT ck_interviews_grader CHECK (grader IN ('offline', 'llm')),
        CONSTRAINT ck_interviews_position CHECK (position >= 1),
        CONSTRAINT ck_interviews_score CHECK (score BETWEEN 0 AND 100)
    )
    """,
    "CREATE INDEX ix_interviews_state ON interviews (state)",
    """
    CREATE TABLE question_snapshots (
        content_hash VARCHAR NOT NULL,
        question_id VARCHAR NOT NULL,
        title VARCHAR NOT NULL,
        skills VARCHAR NOT NULL,
        prompt VARCHAR NOT NULL,
        question VARCHAR NOT NULL,
        CONSTRAINT pk_question_snapshots PRIMARY KEY (content_hash)
    )
    """,
    """
    CREATE TABLE events (
        sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        interview_id VARCHAR NOT NULL,
        kind VARCHAR NOT NULL,
        at VARCHAR NOT NULL,
        turn INTEGER,
        data VARCHAR NOT NULL,
        CONSTRAINT fk_events_interview_id FOREIGN KEY(interview_id)
            REFERENCES interviews (id) ON DELETE CASCADE,
        CONSTRAINT ck_events_kind CHECK (kind IN (
            'started', 'question', 'clarification', 'hint', 'answer', 'follow_up', 'follow_up_skipped',
            'graded', 'feedback', 'again', 'skipped', 'paused', 'resumed', 'finished'
        ))
    )
    """,
    "CREATE INDEX ix_events_interview_id ON events (interview_id)",
    """
    CREATE TABLE notes (
        sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        id VARCHAR NOT NULL,
        interview_id VARCHAR NOT NULL,
        turn INTEGER,
        text VARCHAR NOT NULL,
        created_at VARCHAR NOT NULL,
        CONSTRAINT uq_notes_id UNIQUE (id),
        CONSTRAINT fk_notes_interview_id FOREIGN KEY(interview_id)
            REFERENCES interviews (id) ON DELETE CASCADE
    )
    """,
    "CREATE INDEX ix_notes_interview_id ON notes (interview_id)",
    """
    CREATE TABLE turns (
        interview_id VARCHAR NOT NULL,
        position INTEGER NOT NULL,
        content_hash VARCHAR NOT NULL,
        reason VARCHAR NOT NULL,
        state VARCHAR NOT NULL,
        hint_taken BOOLEAN NOT NULL,
        revealed BOOLEAN NOT NULL,
        score INTEGER,
        missed_label VARCHAR DEFAULT '' NOT NULL,
        CONSTRAINT pk_turns PRIMARY KEY (interview_id, position),
        CONSTRAINT fk_turns_interview_id FOREIGN KEY(interview_id)
            REFERENCES interviews (id) ON DELETE CASCADE,
        CONSTRAINT fk_turns_content_hash FOREIGN KEY(content_hash)
            REFERENCES question_snapshots (content_hash),
        CONSTRAINT ck_turns_state CHECK (state IN (
            'waiting', 'answering', 'follow_up', 'feedback', 'done', 'skipped'
        )),
        CONSTRAINT ck_turns_position CHECK (position >= 1),
        CONSTRAINT ck_turns_score CHECK (score BETWEEN 0 AND 100)
    )
    """,
    "CREATE INDEX ix_turns_content_hash ON turns (content_hash)",
    """
    CREATE TABLE attempts (
        id VARCHAR NOT NULL,
        interview_id VARCHAR NOT NULL,
        position INTEGER NOT NULL,
        number INTEGER NOT NULL,
        complete BOOLEAN NOT NULL,
        CONSTRAINT pk_attempts PRIMARY KEY (id),
        CONSTRAINT fk_attempts_interview_id_position FOREIGN KEY(interview_id, position)
            REFERENCES turns (interview_id, position) ON DELETE CASCADE
    )
    """,
    "CREATE INDEX ix_attempts_interview_id_position ON attempts (interview_id, position)",
    """
    CREATE TABLE exchanges (
        interview_id VARCHAR NOT NULL,
        position INTEGER NOT NULL,
        number INTEGER NOT NULL,
        asked VARCHAR NOT NULL,
        answer VARCHAR NOT NULL,
        known BOOLEAN NOT NULL,
        at VARCHAR NOT NULL,
        CONSTRAINT pk_exchanges PRIMARY KEY (interview_id, position, number),
        CONSTRAINT fk_exchanges_interview_id_position FOREIGN KEY(interview_id, position)
            REFERENCES turns (interview_id, position) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE grades (
        sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        id VARCHAR NOT NULL,
        attempt_id VARCHAR NOT NULL,
        content_hash VARCHAR NOT NULL,
        grader VARCHAR NOT NULL,
        model VARCHAR,
        status VARCHAR NOT NULL,
        score INTEGER,
        level INTEGER,
        created_at VARCHAR NOT NULL,
        grade VARCHAR NOT NULL,
        CONSTRAINT uq_grades_id UNIQUE (id),
        CONSTRAINT fk_grades_attempt_id FOREIGN KEY(attempt_id) REFERENCES attempts (id) ON DELETE CASCADE,
        CONSTRAINT fk_grades_content_hash FOREIGN KEY(content_hash)
            REFERENCES question_snapshots (content_hash),
        CONSTRAINT ck_grades_grader CHECK (grader IN ('offline', 'llm')),
        CONSTRAINT ck_grades_status CHECK (status IN ('graded', 'ungraded')),
        CONSTRAINT ck_grades_scored CHECK ((status = 'graded') = (score IS NOT NULL)),
        CONSTRAINT ck_grades_score CHECK (score BETWEEN 0 AND 100),
        CONSTRAINT ck_grades_level CHECK (level BETWEEN 1 AND 5)
    )
    """,
    "CREATE INDEX ix_grades_attempt_id ON grades (attempt_id)",
    "CREATE INDEX ix_grades_content_hash ON grades (content_hash)",
    """
    CREATE TABLE parts (
        attempt_id VARCHAR NOT NULL,
        part INTEGER NOT NULL,
        follow_up_id VARCHAR,
        prompt VARCHAR,
        text VARCHAR,
        asked_at VARCHAR NOT NULL,
        closed_at VARCHAR,
        think_ms INTEGER NOT NULL,
        answer_ms INTEGER NOT NULL,
        CONSTRAINT pk_parts PRIMARY KEY (attempt_id, part),
        CONSTRAINT fk_parts_attempt_id FOREIGN KEY(attempt_id) REFERENCES attempts (id) ON DELETE CASCADE,
        CONSTRAINT ck_parts_part CHECK (part >= 0),
        CONSTRAINT ck_parts_closed CHECK (text IS NULL OR closed_at IS NOT NULL)
    )
    """,
    """
    CREATE TABLE draft_steps (
        sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        attempt_id VARCHAR NOT NULL,
        part INTEGER NOT NULL,
        at VARCHAR NOT NULL,
        start INTEGER NOT NULL,
        removed INTEGER NOT NULL,
        inserted VARCHAR NOT NULL,
        CONSTRAINT fk_draft_steps_attempt_id_part FOREIGN KEY(attempt_id, part)
            REFERENCES parts (attempt_id, part) ON DELETE CASCADE,
        CONSTRAINT ck_draft_steps_extent CHECK (start >= 0 AND removed >= 0)
    )
    """,
    "CREATE INDEX ix_draft_steps_attempt_id_part ON draft_steps (attempt_id, part)",
    """
    CREATE TABLE drafts (
        attempt_id VARCHAR NOT NULL,
        part INTEGER NOT NULL,
        text VARCHAR NOT NULL,
        at VARCHAR NOT NULL,
        CONSTRAINT pk_drafts PRIMARY KEY (attempt_id, part),
        CONSTRAINT fk_drafts_attempt_id_part FOREIGN KEY(attempt_id, part)
            REFERENCES parts (attempt_id, part) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE grading_jobs (
        sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        interview_id VARCHAR NOT NULL,
        attempt_id VARCHAR NOT NULL,
        content_hash VARCHAR NOT NULL,
        grader VARCHAR NOT NULL,
        model VARCHAR NOT NULL,
        state VARCHAR NOT NULL,
        grade_id VARCHAR,
        CONSTRAINT uq_grading_jobs_attempt_id_content_hash_grader_model
            UNIQUE (attempt_id, content_hash, grader, model),
        CONSTRAINT fk_grading_jobs_interview_id FOREIGN KEY(interview_id)
            REFERENCES interviews (id) ON DELETE CASCADE,
        CONSTRAINT fk_grading_jobs_attempt_id FOREIGN KEY(attempt_id)
            REFERENCES attempts (id) ON DELETE CASCADE,
        CONSTRAINT fk_grading_jobs_content_hash FOREIGN KEY(content_hash)
            REFERENCES question_snapshots (content_hash),
        CONSTRAINT fk_grading_jobs_grade_id FOREIGN KEY(grade_id) REFERENCES grades (id) ON DELETE CASCADE,
        CONSTRAINT ck_grading_jobs_grader CHECK (grader IN ('offline', 'llm')),
        CONSTRAINT ck_grading_jobs_state CHECK (state IN ('pending', 'done')),
        CONSTRAINT ck_grading_jobs_result CHECK ((state = 'done') = (grade_id IS NOT NULL))
    )
    """,
    "CREATE INDEX ix_grading_jobs_grade_id ON grading_jobs (grade_id)",
    "CREATE INDEX ix_grading_jobs_interview_id ON grading_jobs (interview_id)",
    "CREATE INDEX ix_grading_jobs_state ON grading_jobs (state)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
