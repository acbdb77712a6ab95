"""Verbs that run the service's side on this machine; the others only speak to a service."""
