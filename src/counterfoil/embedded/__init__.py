"""A private PostgreSQL: found, created, started and stopped without Django and without an administrator."""
