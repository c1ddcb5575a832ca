"""Wrong usage of the command line, said in the reader's language."""

import re

import typer

from app.i18n import mark, tr

SENTENCES = {
    "NoSuchOption": mark("There is no option {what}."),
    "MissingParameter": mark("Missing: {what}."),
    "BadParameter": mark("The value for {what} does not fit: {why}"),
}
OTHERWISE = mark("The command was not understood: {why}")
# The library's own words are English alone; what it says is told again, with the figures found in it.
LIBRARY = {
    r"Input should be greater than or equal to (?P<bound>\S+)": mark("it must be {bound} or more"),
    r"Input should be less than or equal to (?P<bound>\S+)": mark("it must be {bound} or less"),
    r"Input should be a valid integer": mark("a whole number is wanted"),
    r"Input should be a valid number": mark("a number is wanted"),
    r"Option '(?P<name>.+)' requires an argument": mark("option {name} needs a value after it."),
    r"Option '(?P<name>.+)' does not take a value": mark("option {name} takes no value."),
    r"Got unexpected extra argument\(s\) \((?P<words>.*)\)": mark("these words are too many: {words}"),
    r"(?P<before>.*?)[.。]* Did you mean (?P<likely>.+)\?": mark("{before}. Is {likely} meant?"),
}


def _what(error: typer.TyperException) -> str:
    named = getattr(error, "option_name", None)
    parameter = getattr(error, "param", None)
    if named or parameter is None:
        return str(named or getattr(error, "param_hint", None) or "")
    return str(parameter.get_error_hint())


def _why(error: typer.TyperException) -> str:
    """The reason, retold where the library gave it in its own words."""
    given = str(getattr(error, "message", error))
    for words, sentence in LIBRARY.items():
        if told := re.match(words, given, re.DOTALL):
            return tr(sentence, **told.groupdict())
    return given


def usage_sentence(error: typer.TyperException) -> str:
    """What was wrong with the command, and where its help is."""
    names = [kind.__name__ for kind in type(error).__mro__]
    sentence = next((SENTENCES[name] for name in names if name in SENTENCES), OTHERWISE)
    what = _what(error)
    if not what:
        sentence = OTHERWISE
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "xiangxun"
    return tr(sentence, what=what, why=_why(error)) + "\n" + tr("See: {command} --help", command=path)
