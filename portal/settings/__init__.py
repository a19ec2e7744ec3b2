"""`base` is complete and safe; `embedded` (the default of manage.py), `production` and `test` only override it."""
