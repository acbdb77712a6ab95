"""What the lab's buttons do, on worker threads: one action a file."""
