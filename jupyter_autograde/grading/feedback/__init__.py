"""Feedback on a submission: a page and a notebook, made of a run without hidden tests, its result and comments.

All of it is for the student's eyes and made of hostile data: `outputs` says what is let through.
"""
