"""The county's side of a round without the network: what stations deliver, what is made of it and given back."""
