"""Ways in for other desks' records: each reads one kind of file and calls the verbs."""
