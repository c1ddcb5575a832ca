"""The steps of the gate, each a command of the private environment, and the table at the end."""

import os
import subprocess
import time
from dataclasses import dataclass

from environment import ROOT, Environment
from progress import say
from trouble import BuildTrouble


@dataclass(frozen=True)
class Step:
    """One question that the gate asks, and the program of the environment that answers it."""

    name: str
    question: str
    command: tuple[str, ...]
    shows_output: bool = False


@dataclass(frozen=True)
class Answer:
    """How a step ended, and the seconds it took."""

    step: Step
    passed: bool
    seconds: float


STEPS = (
    Step("format", "is the code formatted?", ("ruff", "format", "--check", ".")),
    Step("lint", "is the code clean?", ("ruff", "check", ".")),
    Step("types", "do the types hold?", ("mypy", "app", "build")),
    Step("floors", "does each floor know only those below?", ("lint-imports",)),
    Step("translations", "has every text its Chinese?", ("python", "build/translations.py", "--check")),
    Step("packages", "do the installed packages agree?", ("python", "-m", "pip", "check")),
    Step("tests", "do the claims hold?", ("pytest", "-n", "2", "-q"), shows_output=True),
)


def run(environment: Environment, names: list[str]) -> int:
    """Ask the named steps, or all, in order; tell the table; 0 if all passed, else 1."""
    unknown = set(names) - {step.name for step in STEPS}
    if unknown:
        raise BuildTrouble(f"No such step: {', '.join(sorted(unknown))}. Known: {', '.join(s.name for s in STEPS)}.")
    answers = [_ask(step, environment) for step in STEPS if not names or step.name in names]
    return _tell(answers)


def _ask(step: Step, environment: Environment) -> Answer:
    say(f"== {step.name}: {step.question}")
    started = time.monotonic()
    program, *arguments = step.command
    done = subprocess.run(
        [str(environment.program(program)), *arguments],
        cwd=ROOT,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=None if step.shows_output else subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        env=_surroundings(),
    )
    answer = Answer(step, done.returncode == 0, time.monotonic() - started)
    if not answer.passed and done.stdout:
        say(done.stdout.rstrip())
    say(f"   {_word(answer)} in {answer.seconds:.1f} s")
    return answer


def _surroundings() -> dict[str, str]:
    """The variables of the caller, but compiled files are kept: each worker would compile every test anew."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONUTF8": "1"}


def _tell(answers: list[Answer]) -> int:
    say("\n" + "\n".join(f"{_word(answer):7}{answer.seconds:7.1f} s  {answer.step.name}" for answer in answers))
    failed = [answer.step.name for answer in answers if not answer.passed]
    say(f"The gate is shut: {', '.join(failed)}." if failed else "The gate is open: every step passed.")
    return 1 if failed else 0


def _word(answer: Answer) -> str:
    return "passed" if answer.passed else "FAILED"
