"""Interviews in SQLite; the only package that imports sqlmodel, sqlalchemy and alembic."""
