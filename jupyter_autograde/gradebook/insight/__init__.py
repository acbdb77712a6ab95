"""How an assignment went: scores, hand-ins over time, tests, and errors that many have."""
