"""Reminders: rules in data, kinds in code, one row per occasion.

`kinds` says what an app must declare; `days` turns a rule into days; `recording` writes the occasions that are due,
each once; `telling` makes mails of them, one per person; `running` is the job; `leaving` is how a person stops them.
"""
