"""Programme files: a whole programme with the reference rows it needs as one readable YAML file, in and out."""

from proposals.exchange.actions import ImportedFile, export_programme, import_files
from proposals.exchange.problems import FilesRefused

__all__ = ["FilesRefused", "ImportedFile", "export_programme", "import_files"]
