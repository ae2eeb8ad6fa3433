"""The LLM grader: replies kept with jobs, disputes, and what calls used."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE grading_jobs ADD COLUMN reply VARCHAR",
    "ALTER TABLE grading_jobs ADD COLUMN reason VARCHAR",
    "ALTER TABLE grading_jobs ADD COLUMN tries INTEGER DEFAULT '0' NOT NULL",
    """
    CREATE TABLE disputes (
        sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        id VARCHAR NOT NULL,
        attempt_id VARCHAR NOT NULL,
        grade_id VARCHAR NOT NULL,
        point_id VARCHAR NOT NULL,
        argument VARCHAR NOT NULL,
        old_verdict VARCHAR NOT NULL,
        new_verdict VARCHAR NOT NULL,
        reason VARCHAR NOT NULL,
        evidence VARCHAR NOT NULL,
        created_at VARCHAR NOT NULL,
        CONSTRAINT uq_disputes_id UNIQUE (id),
        CONSTRAINT fk_disputes_attempt_id FOREIGN KEY(attempt_id) REFERENCES attempts (id) ON DELETE CASCADE,
        CONSTRAINT fk_disputes_grade_id FOREIGN KEY(grade_id) REFERENCES grades (id) ON DELETE CASCADE,
        CONSTRAINT ck_disputes_old_verdict CHECK (old_verdict IN ('met', 'partly', 'missed', 'contradicted')),
        CONSTRAINT ck_disputes_new_verdict CHECK (new_verdict IN ('met', 'partly', 'missed', 'contradicted'))
    )
    """,
    "CREATE INDEX ix_disputes_attempt_id ON disputes (attempt_id)",
    "CREATE INDEX ix_disputes_grade_id ON disputes (grade_id)",
    """
    CREATE TABLE llm_usage (
        sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        at VARCHAR NOT NULL,
        host VARCHAR NOT NULL,
        model VARCHAR NOT NULL,
        purpose VARCHAR NOT NULL,
        interview_id VARCHAR,
        prompt_tokens INTEGER NOT NULL,
        completion_tokens INTEGER NOT NULL,
        cached_tokens INTEGER NOT NULL,
        reasoning_tokens INTEGER NOT NULL,
        estimated BOOLEAN NOT NULL,
        cost_usd FLOAT,
        CONSTRAINT fk_llm_usage_interview_id FOREIGN KEY(interview_id)
            REFERENCES interviews (id) ON DELETE SET NULL,
        CONSTRAINT ck_llm_usage_cost_usd CHECK (cost_usd >= 0),
        CONSTRAINT ck_llm_usage_tokens CHECK (prompt_tokens >= 0 AND completion_tokens >= 0
            AND cached_tokens >= 0 AND reasoning_tokens >= 0)
    )
    """,
    "CREATE INDEX ix_llm_usage_interview_id ON llm_usage (interview_id)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
