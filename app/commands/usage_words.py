"""Wrong usage of the command line, said in the reader's language."""

import typer

from app.i18n import mark, tr

SENTENCES = {
    "NoSuchOption": mark("There is no option {what}."),
    "MissingParameter": mark("Missing: {what}."),
    "BadParameter": mark("The value for {what} does not fit: {why}"),
}
OTHERWISE = mark("The command was not understood: {why}")


def _what(error: typer.TyperException) -> str:
    named = getattr(error, "option_name", None)
    parameter = getattr(error, "param", None)
    if named or parameter is None:
        return str(named or "")
    return str(parameter.get_error_hint())


def usage_sentence(error: typer.TyperException) -> str:
    """What was wrong with the command, and where its help is."""
    names = [kind.__name__ for kind in type(error).__mro__]
    sentence = next((SENTENCES[name] for name in names if name in SENTENCES), OTHERWISE)
    why = str(getattr(error, "message", error))
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "xiangxun"
    return tr(sentence, what=_what(error), why=why) + "\n" + tr("See: {command} --help", command=path)
