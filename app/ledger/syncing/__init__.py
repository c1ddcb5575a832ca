"""The station's side of the exchange with its county: what it hands over, what it takes in, how it heals."""
