"""The two SOPs as plain Python: rules over frozen values, no database, no network, no clock."""
