"""The policy in force, its versions and its yearly review (SOP 1 §7, SOP 2 §5)."""
