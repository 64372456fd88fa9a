"""Reading the history of a programme, and bringing back what it holds."""

from workspace.history.restoring import NotUndoable, undo

__all__ = ["NotUndoable", "undo"]
