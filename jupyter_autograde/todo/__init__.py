"""The work queue of a course: what its staff have to do. A kind of work more is a function more in `queue.KINDS`."""
