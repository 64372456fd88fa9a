"""The measures of a programme as a workbook: out, changed in Excel or LibreOffice, and back.

`columns` says what the sheets hold. Out: `snapshot` (the current state) → `writing`. Back: `opening` (is the file one
we read at all) → `reading` (cells to values) → `comparing` (values to changes, three-way) → `applying`. Only `snapshot`
and `applying` know the database.
"""
