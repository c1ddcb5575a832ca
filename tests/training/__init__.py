"""Training: classes, attendance, results, graduation."""
