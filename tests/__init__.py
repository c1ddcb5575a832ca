"""What the clerk gets, claim by claim."""
