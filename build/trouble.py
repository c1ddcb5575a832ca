"""What stops the build, told in one sentence with the way out."""


class BuildTrouble(Exception):
    """The machine lacks something that cannot be put right from here."""
