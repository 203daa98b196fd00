"""What tickets are sorted by: categories."""
