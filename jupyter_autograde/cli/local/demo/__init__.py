"""`jupyter autograde demo`: a real hub on this machine, with a course to try."""
