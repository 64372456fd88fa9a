"""The table of measures as the place to work: filters, columns, views people keep, changes in the cell and of many."""
