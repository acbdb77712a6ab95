"""Numbers of design.md, section 10: each module runs alone and prints ratios measured in one run.

Absolute times belong to the machine; a ratio of two things measured side by side does not.
"""
