"""Use cases of the gradebook: weights, totals, final grades, exports, and who changed what."""
