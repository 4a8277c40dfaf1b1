"""Rows and sessions: the only code that speaks SQL."""
