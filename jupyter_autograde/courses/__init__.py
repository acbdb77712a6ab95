"""Use cases around courses: who exists, who is in them, who may do what."""
