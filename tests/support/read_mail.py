"""Reads a mail as a mail program does, and prints what it finds as JSON. read_mail.py FILE"""
import email
import email.policy
import json
import pathlib
import sys

raw = pathlib.Path(sys.argv[1]).read_bytes()
mail = email.message_from_bytes(raw, policy=email.policy.default)
defects = []
for part in mail.walk():
    defects += [repr(defect) for defect in part.defects]
    for name, value in part.items():
        defects += [f"{name}: {defect!r}" for defect in value.defects]


def addresses(name):
    return [[a.display_name, a.addr_spec] for a in mail[name].addresses]


print(json.dumps({
    "names": [name for name, value in mail.items()],
    "headers": {name: str(value) for name, value in mail.items()},
    "from": addresses("From"),
    "to": addresses("To"),
    "time": int(mail["Date"].datetime.timestamp()),
    "type": mail.get_content_type(),
    "parts": [[part.get_content_type(), part.get_content().replace("\r\n", "\n")] for part in mail.iter_parts()],
    "defects": defects,
    "longest_line": max(len(line) for line in raw.split(b"\r\n")),
    "clean_line_ends": raw.count(b"\n") == raw.count(b"\r") == raw.count(b"\r\n"),
    "ascii": raw.isascii() and b"\0" not in raw,
    "size": len(raw),
}))
