"""The county's side: stations, number blocks, key list and revocations."""
