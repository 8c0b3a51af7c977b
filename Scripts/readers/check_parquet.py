#!/usr/bin/env python3
"""Opens Parquet files with three independent readers and compares what they see.

usage: check_parquet.py FILE.parquet [FILE.parquet ...]

Readers: pyarrow (with full validation), duckdb and polars. Prints the columns with their types,
and ends with status 1 when a reader refuses a file or when two of them see different values.

Needs: pip install pyarrow duckdb polars
"""
import sys

import duckdb
import polars
import pyarrow.parquet as parquet


def same(a, b):
    """Equal, where NaN equals NaN."""
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b or (a != a and b != b)


def check(path):
    file = parquet.ParquetFile(path)
    table = file.read()
    table.validate(full=True)
    with duckdb.connect() as connection:
        others = {"duckdb": connection.execute("select * from read_parquet(?)", [path]).fetchall()}
    others["polars"] = polars.read_parquet(path).rows()
    columns = [table.column(index).to_pylist() for index in range(table.num_columns)]
    for reader, rows in others.items():
        assert len(rows) == table.num_rows, f"{reader} sees {len(rows)} rows, pyarrow {table.num_rows}"
        for index, name in enumerate(table.column_names):
            for row, values in enumerate(rows):
                ours, theirs = columns[index][row], values[index]
                assert same(ours, theirs), f"{name}, row {row}: pyarrow {ours}, {reader} {theirs}"
    print(f"{path}: {table.num_rows} rows in {file.metadata.num_row_groups} row groups, three readers agree")
    for field, column in zip(table.schema, table.columns):
        nulls = f", {column.null_count} null" if column.null_count else ""
        print(f"  {field.name}: {field.type}{nulls}")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    failed = False
    for path in sys.argv[1:]:
        try:
            check(path)
        except Exception as error:  # every reader has its own kinds
            failed = True
            print(f"{path}: {type(error).__name__}: {error}", file=sys.stderr)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
