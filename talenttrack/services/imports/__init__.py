"""Files of records: read whole, every mistake named by row and column, and saved in one transaction or not at all."""

from talenttrack.services.imports.problems import Problem
from talenttrack.services.imports.run import Imported, Kind, import_file

__all__ = ["Imported", "Kind", "Problem", "import_file"]
