"""Where everything is kept: rows in a database, contents in a blob store."""
