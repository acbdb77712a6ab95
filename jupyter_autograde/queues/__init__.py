"""Where a job waits; what it is and how far it has come is in the database."""
