"""Use cases of grading; `scorer`, `formats` and `engine` do the work that needs no database."""
