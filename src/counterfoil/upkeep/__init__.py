"""Keeping an installation in order: its schema, its health, its invariants."""
