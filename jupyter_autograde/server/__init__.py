"""The Jupyter server extension: file work in the user's home, and the way to the service."""
