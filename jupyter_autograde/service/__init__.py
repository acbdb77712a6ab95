"""The hub-side service: HTTP in front of the use cases, and nothing that decides on its own."""
