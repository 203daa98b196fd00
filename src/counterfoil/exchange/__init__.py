"""What leaves and enters in files: export of the record, import of other desks' logs."""
