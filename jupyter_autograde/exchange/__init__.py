"""Use cases of handing out and handing in, one verb a file."""
