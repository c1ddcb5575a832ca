"""What clerks see."""
