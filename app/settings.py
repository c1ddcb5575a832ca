"""Where the program keeps its files, and what the environment may say."""

import os
from pathlib import Path

from platformdirs import user_data_path

HOME_VARIABLE = "XIANGXUN_HOME"
PASSWORD_VARIABLE = "XIANGXUN_PASSWORD"
NEW_PASSWORD_VARIABLE = "XIANGXUN_NEW_PASSWORD"
COUNTY_PASSWORD_VARIABLE = "XIANGXUN_COUNTY_PASSWORD"
OPERATOR_VARIABLE = "XIANGXUN_OPERATOR"


def default_home() -> Path:
    """The folder of the ledger: the environment's word, else the user's data folder."""
    named = os.environ.get(HOME_VARIABLE)
    return Path(named) if named else user_data_path("xiangxun", appauthor=False)
