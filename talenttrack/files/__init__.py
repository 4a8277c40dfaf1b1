"""Tables as files that people open in a spreadsheet: CSV and XLSX, written row by row in flat memory.

Nothing here knows what a table is about; values are typed, so that a day is a day and an amount an amount there.
"""

from talenttrack.files.harmless import harmless, restored
from talenttrack.files.written import FORMATS, MEDIA, Head, Sort, Style, Value, write

__all__ = ["FORMATS", "MEDIA", "Head", "Sort", "Style", "Value", "harmless", "restored", "write"]
