"""How much one file may hold. Beyond that it is split: one import is one transaction."""

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 10_000
MOST_COLUMNS = 60
LONGEST_CELL = 2_000  # characters
MOST_UNZIPPED = 80 * 1024 * 1024  # bytes that a workbook may unfold to
MOST_PARTS = 500  # files inside a workbook
