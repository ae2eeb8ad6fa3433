"""`python -m interview_coach`."""

from interview_coach.cli import run

if __name__ == "__main__":
    run()
