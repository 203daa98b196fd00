"""How an installation is set up: its options, and what Django, the log and the server make of them."""
