"""The county's server: what stations send, what officers see, and what anybody may ask."""
