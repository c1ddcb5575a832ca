"""Why a file was not read: one class is one fact, with the place and the way out."""

from typing import Any

from app.errors import MachineFault, Refusal
from app.i18n import mark, tr

SAVE_AS_XLSX = mark("Open it in WPS or Excel, choose Save As, take the type .xlsx, and import that file.")
SEND_AGAIN = mark(
    "Open it in WPS or Excel to see whether it is whole, save it again as .xlsx, or ask the sender for it again."
)
KEEP_THE_ROSTER = mark("Keep the roster sheet alone in a new workbook, save that as .xlsx and import it.")

WEB_PAGE = mark("a web page or XML named like a workbook")
BINARY_WORKBOOK = mark("a binary workbook (.xlsb)")
OPEN_DOCUMENT = mark("an OpenDocument file (.ods, .odt)")
OPENED_AS_TABLES = (WEB_PAGE, BINARY_WORKBOOK, OPEN_DOCUMENT)


class WorkbookRefusal(Refusal):
    """A file that cannot be read as a roster; nothing was taken from it."""

    code = "workbook"


class FileIsMissing(WorkbookRefusal):
    """The file is not there."""

    code = "file_missing"
    message = mark("There is no file {file}.")
    remedy = mark("Look whether it was moved or renamed, or whether the USB stick is still in.")


class FileIsLocked(WorkbookRefusal):
    """The file is there and cannot be opened."""

    code = "file_locked"
    message = mark("The file {file} cannot be opened: another program holds it, or you may not read it.")
    remedy = mark("Close it in WPS or Excel and try again, or copy it to the desktop first.")


class FileIsChanging(WorkbookRefusal):
    """The file was written to while it was read."""

    code = "file_changing"
    message = mark("The file {file} was being saved at the very moment it was read.")
    remedy = mark("Wait until WPS or Excel has saved it, then try again.")


class RosterFileChanged(WorkbookRefusal):
    """The file is no longer the one whose preview was shown."""

    code = "roster_file_changed"
    message = mark("The file {file} was changed after it was looked at; nothing was taken from it.")
    remedy = mark("Look at it again: what is imported is always what was shown.")


class IsFolder(WorkbookRefusal):
    """A folder was named instead of a file."""

    code = "is_folder"
    message = mark("{file} is a folder, not a workbook.")
    remedy = mark("Open the folder and choose the roster file in it.")


class FileIsEmpty(WorkbookRefusal):
    """The file has no bytes."""

    code = "file_empty"
    message = mark("The file {file} is empty: it holds 0 bytes.")
    remedy = mark("The copy was cut off. Ask the sender for the file again.")


class FileTooBig(WorkbookRefusal):
    """The file is bigger than any roster."""

    code = "file_too_big"
    message = mark("The file {file} has {size} MB; a roster may have {limit} MB at most.")
    remedy = KEEP_THE_ROSTER


class UnpacksTooBig(WorkbookRefusal):
    """A zip bomb, or a workbook with films in it."""

    code = "unpacks_too_big"
    message = mark("The file {file} would unpack to more than {limit} MB (at {part}); no roster is that big.")
    remedy = KEEP_THE_ROSTER


class TooManyParts(WorkbookRefusal):
    """More parts than a workbook has."""

    code = "too_many_parts"
    message = mark("The file {file} is packed from {parts} parts; a workbook may have {limit} at most.")
    remedy = KEEP_THE_ROSTER


class ForbiddenContent(WorkbookRefusal):
    """XML that declares entities, or hides in another encoding."""

    code = "forbidden_content"
    message = mark(
        "The file {file} holds instructions no spreadsheet program writes ({part}); it may be made to do harm."
    )
    remedy = mark("Do not open it elsewhere. Ask the sender for a fresh file saved by WPS or Excel.")


class TooManyRows(WorkbookRefusal):
    """An entry below the last row that is read."""

    code = "too_many_rows"
    message = mark("Sheet {sheet} of {file} goes on at row {row}; {limit} rows are read at most.")
    remedy = mark("If that is a stray entry, delete it. If the roster is so long, split it into several files.")


class TooManyColumns(WorkbookRefusal):
    """An entry right of the last column that is read."""

    code = "too_many_columns"
    message = mark(
        "Sheet {sheet} of {file} has an entry at column {column}, row {row}; {limit} columns are read at most."
    )
    remedy = mark("Delete the stray entry or the columns that do not belong to the roster, save and import again.")


class TextTooLong(WorkbookRefusal):
    """A cell with more text than a cell can have."""

    code = "text_too_long"
    message = mark("Column {column}, row {row} of sheet {sheet} in {file} holds more than {limit} characters.")
    remedy = mark("Shorten or delete this entry, save and import again.")


class EntryTooLong(WorkbookRefusal):
    """A megabyte and no end of the entry."""

    code = "entry_too_long"
    message = mark("The file {file} holds an entry longer than any spreadsheet program can write (in {part}).")
    remedy = SEND_AGAIN


class NotAWorkbook(WorkbookRefusal):
    """Another kind of file under a workbook's name."""

    code = "not_a_workbook"
    message = mark("The file {file} is no workbook inside, whatever its name says: it is {kind}.")
    remedy = mark("It cannot be turned into one. Ask the sender for the spreadsheet itself, an .xlsx file.")

    def sentence(self) -> str:
        """What happened; the kind of file is spoken in the reader's language too."""
        return tr(self.message, **{**self.figures, "kind": tr(self.figures["kind"])})

    def way_out(self) -> str:
        """What to do: some of these can be opened as a table all the same."""
        return tr(SAVE_AS_XLSX) if self.figures["kind"] in OPENED_AS_TABLES else super().way_out()


class PasswordProtected(WorkbookRefusal):
    """The file opens with a password only."""

    code = "password_protected"
    message = mark("The file {file} is protected by a password.")
    remedy = mark("Open it with its password in WPS or Excel, take the password off, save it and import it again.")


class OldFormat(WorkbookRefusal):
    """A file of WPS or Excel from before 1997."""

    code = "old_format"
    message = mark("The file {file} is in an old WPS or Excel format that cannot be read safely.")
    remedy = SAVE_AS_XLSX


class DamagedWorkbook(WorkbookRefusal):
    """A workbook that its readers break on."""

    code = "damaged_workbook"
    message = mark("The file {file} is damaged or was cut off; it could not be read.")
    remedy = SEND_AGAIN


class TextNotReadable(WorkbookRefusal):
    """Bytes that are no text in any encoding met here."""

    code = "text_not_readable"
    message = mark("The text file {file} is neither in UTF-8 nor in GB18030 (at line {row}).")
    remedy = SAVE_AS_XLSX


class ReadingTookTooLong(WorkbookRefusal):
    """The child was stopped by the clock."""

    code = "reading_too_slow"
    message = mark("Reading {file} was stopped after {limit} seconds.")
    remedy = KEEP_THE_ROSTER


class ReadingTookTooMuchMemory(WorkbookRefusal):
    """The child died at its limit of memory."""

    code = "reading_too_much_memory"
    message = mark("Reading {file} was stopped: it wanted more than {limit} MB of memory.")
    remedy = KEEP_THE_ROSTER


class NoContent(WorkbookRefusal):
    """Nothing stands on any sheet that can be seen."""

    code = "no_content"
    message = mark("The file {file} holds no entries on any visible sheet.")
    remedy = mark("Look whether the roster is on a hidden sheet, or whether another file was meant.")


class NoHeadingFound(WorkbookRefusal):
    """No row looks like the heading of a roster."""

    code = "no_heading"
    message = mark("No roster was found in {file} (sheets read: {sheets}). Sought was a heading row with {sought}.")
    remedy = mark(
        "Write a heading row above the people, for instance 姓名, 身份证号, 联系电话, or name the columns by hand."
    )


class NobodyOnRoster(WorkbookRefusal):
    """A heading, and no person below it: an empty template, for instance."""

    code = "nobody_on_roster"
    message = mark("There are no people in {file}: below the heading no row names anybody.")
    remedy = mark("This may be the empty template. Choose the file that was filled in, or ask the sender for it.")


class UnknownColumnChoice(WorkbookRefusal):
    """A column or field was named that is not there."""

    code = "unknown_column"
    message = mark("The column choice {choice} means nothing here: there is no such column or no such field.")
    remedy = mark("Write a column's letter or heading and one of these fields: {fields}.")


class ErrorWorkbookNotWritten(WorkbookRefusal):
    """The place for the error workbook could not be written to."""

    code = "error_workbook"
    message = mark("The error workbook {file} could not be written.")
    remedy = mark("Close it in WPS or Excel if it is open there, or choose another folder.")


class RosterTemplateNotWritten(MachineFault):
    """The place for the empty roster could not be written to."""

    code = "roster_template"
    message = mark("The empty roster {file} could not be written.")
    remedy = ErrorWorkbookNotWritten.remedy


class RosterTemplateNeedsItsEnding(Refusal):
    """The empty roster would get a name that spreadsheets do not open."""

    code = "roster_template_name"
    message = mark("The empty roster cannot be named {file}.")
    remedy = mark("Choose a name that ends in .xlsx.")


class ErrorWorkbookNeedsItsOwnName(WorkbookRefusal):
    """The error workbook must not take the place of the sender's file, or of a file of another kind."""

    code = "error_workbook_name"
    message = mark("The error workbook cannot be written as {file}.")
    remedy = mark("Give it a name of its own that ends in .xlsx.")


class ReaderDidNotStart(MachineFault):
    """The child broke before it could look at the file: our installation is damaged."""

    code = "reader_did_not_start"
    message = mark("The part of the program that opens workbooks did not start (status {status}).")
    remedy = mark("Start the program again. If that does not help, install it again; the ledger stays as it is.")


def by_name(name: str) -> type[WorkbookRefusal]:
    """The refusal of this class name, as the child process sends it."""
    return {kind.__name__: kind for kind in WorkbookRefusal.__subclasses__()}.get(name, DamagedWorkbook)


def to_plain(refusal: WorkbookRefusal) -> dict[str, Any]:
    """The refusal as JSON can carry it."""
    return {"refusal": type(refusal).__name__, "figures": refusal.figures}
