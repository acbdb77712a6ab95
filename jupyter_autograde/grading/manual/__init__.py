"""Manual grading: people give points, by themselves or by a rubric, alone or to all answers that are alike."""
