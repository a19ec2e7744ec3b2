"""Many rows like one, made by the database."""

from django.db import connection, models


def copies(row: models.Model, count: int, **changed: str) -> None:
    """Insert `count` copies of `row`, with SQL for the columns that differ; `n` is the number of the copy."""
    columns = [field.column for field in row._meta.concrete_fields]
    names = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(changed.get(column, f'model."{column}"') for column in columns)
    table = row._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}" AS model, generate_series(1, {count}) AS n'
            f" WHERE model.id = %s",
            [row.pk],
        )
