"""The settings of the station and of this computer."""
