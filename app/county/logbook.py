"""Under which name the county's server notes what befalls it: one logger, whichever part speaks."""

LOG = "xiangxun.county"
