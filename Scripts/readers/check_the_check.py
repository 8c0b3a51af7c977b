#!/usr/bin/env python3
"""Proves that check_lerobot.py can fail: shifts each column of a dataset by one row and expects a
complaint about that column.

usage: check_the_check.py DATASET RECORDING.mcap
"""
import pathlib
import shutil
import sys
import tempfile

import check_lerobot
import pyarrow
import pyarrow.parquet

COLUMNS = [
    "observation.state", "action", "policy_action", "policy_action_is_valid", "action_is_operator",
    "action_source", "intervention", "next.success", "observation.stamp_ns",
]


def shifted(table, name):
    column = table.column(name).to_pylist()
    values = pyarrow.array(column[-1:] + column[:-1], type=table.schema.field(name).type)
    return table.set_column(table.schema.get_field_index(name), table.schema.field(name), values)


def main():
    dataset, recording = map(pathlib.Path, sys.argv[1:])
    silent = []
    for name in COLUMNS:
        with tempfile.TemporaryDirectory() as folder:
            wrong = pathlib.Path(folder) / "wrong"
            shutil.copytree(dataset, wrong)
            file = wrong / "data/chunk-000/file-000.parquet"
            pyarrow.parquet.write_table(shifted(pyarrow.parquet.read_table(file), name), file)
            problems, _ = check_lerobot.check(wrong, [recording])
            if not any(f"{name} is not the recording's" in problem for problem in problems):
                silent.append(name)
                print(*problems, sep="\n")
    if silent:
        sys.exit(f"shifted by a row, these columns pass the check: {', '.join(silent)}")
    print(f"each of {len(COLUMNS)} columns, shifted by a row, fails the check")


main()
