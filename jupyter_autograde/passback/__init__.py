"""Grades to an LMS: the outbox, and the channels through which it is emptied."""
