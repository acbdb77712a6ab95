"""Notebooks as plain data: reading them within limits, merging two versions."""
