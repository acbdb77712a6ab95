"""The protocols between a tool and a platform (LTI), and nothing of ours: what is sent, signed and read."""
