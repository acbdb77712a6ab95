"""Doors: the protocols of older services, for their clients to go on unchanged. Each translates to our use cases."""
