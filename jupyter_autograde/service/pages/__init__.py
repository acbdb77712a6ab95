"""Pages of the service itself: the panel in a browser tab, and the way to log in."""
