"""The test vectors of the domain, opened once."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "vectors"


def vectors(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / f"{name}_test_vectors.json").read_text(encoding="utf-8"))
    return content


def codes(findings) -> list[str]:
    return [finding.code for finding in findings]
