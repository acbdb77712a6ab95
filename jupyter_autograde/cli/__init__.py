"""The terminal: `jupyter autograde <verb>`, one thin app a file."""
