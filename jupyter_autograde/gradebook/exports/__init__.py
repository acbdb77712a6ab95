"""The files that a gradebook is written as, a format or a family of formats a file; `registry` lists them."""
