#!/usr/bin/env python3
"""A store as an earlier newswatch left it: old_store.py SCHEMA FOLDER

Writes the sample of that schema (tests/data/stores) with RocksDB's own tool, ldb.
"""
import collections
import pathlib
import re
import subprocess
import sys

SAMPLES = pathlib.Path(__file__).parent.parent / "data/stores"


def hexed(text):
    """%XX stands for a byte, as in the sample."""
    plain = re.sub(rb"%(..)", lambda found: bytes.fromhex(found[1].decode()), text)
    return "0x" + plain.hex()


def main(schema, folder):
    families = collections.defaultdict(list)
    families["meta"].append((b"schema", schema.encode()))
    for line in (SAMPLES / f"schema-{schema}.tsv").read_bytes().splitlines():
        family, key, value = line.split(b"\t", 2)
        families[family.decode()].append((key, value))
    ldb = ["ldb", f"--db={folder}"]
    quiet = {"check": True, "stdout": subprocess.DEVNULL}
    subprocess.run(ldb + ["--create_if_missing", "load"], input=b"", **quiet)
    for family, rows in families.items():
        subprocess.run(ldb + ["create_column_family", family], **quiet)
        lines = "".join(f"{hexed(key)} ==> {hexed(value)}\n" for key, value in rows)
        subprocess.run(ldb + [f"--column_family={family}", "--hex", "load"],
                       input=lines.encode(), **quiet)


if __name__ == "__main__":
    main(*sys.argv[1:])
