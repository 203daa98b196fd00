"""All work that time or a change asks for: the roster says which, `app` does it."""
