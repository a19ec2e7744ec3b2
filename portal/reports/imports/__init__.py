"""Rows that the city's staff bring along in a file: read, judged in a dry run, then written all at once or not at all.

What may be imported is declared by the apps above in a module `imports`; see `registry`. The work itself is done by
`portal.reports.actions.importing`.
"""
