"""A month at Fernhill IT, told through the real verbs."""
