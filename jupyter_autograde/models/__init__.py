"""What crosses a process boundary, one noun a file."""
