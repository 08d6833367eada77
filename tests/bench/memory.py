#!/usr/bin/env python3
"""Peak memory of the daemon when everything hostile is polled at once.

    tests/bench/memory.py PATH/newswatch [--only KIND[,KIND...]] [--rounds N]

Feeds on addresses of 127.0.0.0/8, with the default limits (max_body 16 MiB):
  length    says Content-Length 1 GiB, sends 15 MiB, stalls
  chunked   sends 15 MiB in chunks, stalls
  bomb      gzip, 1 MiB that unpacks to 1 GiB
  hang      100 hosts that accept and stay silent
  full      a feed of 15.9 MiB with one item, sent whole; not among them unless asked for
--only takes some of them, to see what costs what ("none": nothing but a small feed). The figure
is VmHWM of /proc after everything was answered or timed out (25 s); target: under 64 MiB.
"""
import argparse
import asyncio
import os
import shutil
import sys
import tempfile
import zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import watched  # noqa: E402

MIB = 1 << 20
KINDS = ("length", "chunked", "bomb", "hang", "full")
USUAL = "length,chunked,bomb,hang"
TARGET = 64
FILLER = b"<item><title>An item like any other</title><guid>%09d</guid></item>"
HEAD = b"<rss version=\"2.0\"><channel><title>Gazette</title>"


def bomb():
    """1 GiB of spaces: a flushed block of 1 MiB can be repeated as often as one likes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = packer.compress(HEAD) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * MIB) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08" + bytes(6) + b"\x03" + start + block * 1024 + packer.flush(zlib.Z_FINISH)


def items(size):
    out = bytearray(HEAD)
    number = 0
    while len(out) < size:
        out += FILLER % number
        number += 1
    return bytes(out)


BOMB = bomb()
PART = items(15 * MIB)
FULL = (HEAD + b"<item><guid>1</guid><title>Long</title><description>" +
        b"word " * ((15 * MIB + 900 * 1024) // 5) + b"</description></item></channel></rss>")
SMALL = items(2000) + b"</channel></rss>"


async def converse(reader, writer):
    try:
        request = await reader.readuntil(b"\r\n\r\n")
        kind = request.split()[1].decode().strip("/").split("/")[0]
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
        if kind == "length":
            writer.write(head + b"Content-Length: %d\r\n\r\n" % (1 << 30) + PART)
        elif kind == "chunked":
            writer.write(head + b"Transfer-Encoding: chunked\r\n\r\n")
            for at in range(0, len(PART), 1 << 16):
                piece = PART[at:at + (1 << 16)]
                writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
                await writer.drain()
        elif kind == "bomb":
            writer.write(head + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BOMB) +
                         BOMB)
        elif kind == "full":
            writer.write(head + b"Content-Length: %d\r\n\r\n" % len(FULL) + FULL)
        elif kind == "small":
            writer.write(head + b"Content-Length: %d\r\n\r\n" % len(SMALL) + SMALL)
        await writer.drain()
        await reader.read()  # until the daemon hangs up
    except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
        pass
    finally:
        writer.close()


def write_config(folder, port, kinds):
    urls = [f"http://127.9.0.1:{port}/small"]
    for place, kind in enumerate(KINDS):
        if kind in kinds - {"hang"}:
            urls.append(f"http://127.9.0.{place + 2}:{port}/{kind}")
    if "hang" in kinds:
        urls += [f"http://127.9.1.{n}:{port}/hang" for n in range(1, 101)]
    with open(f"{folder}/newswatch.toml", "w") as f:
        f.write(f'[daemon]\nstate_dir = "{folder}/state"\n'
                '[fetch]\nallow_networks = ["127.0.0.0/8"]\n')
        for number, url in enumerate(urls):
            f.write(f'[[feed]]\nname = "feed{number}"\nurl = "{url}"\n')
    return sorted({url.split("//")[1].split(":")[0] for url in urls})


async def measure(program, kinds):
    folder = tempfile.mkdtemp(prefix="newswatch-memory-")
    port = watched.free_port()
    addresses = write_config(folder, port, kinds)
    server = await asyncio.start_server(converse, addresses, port, backlog=200)
    daemon = watched.Daemon(program, f"{folder}/newswatch.toml", f"{folder}/log")
    peak = 0
    try:
        for _ in range(100 if kinds else 24):
            await asyncio.sleep(0.25)
            if not daemon.running():
                raise SystemExit("the daemon ended: " + open(f"{folder}/log").read()[-2000:])
            peak = daemon.status("VmHWM")
        left = daemon.status("VmRSS")
    finally:
        status = daemon.stop()
        server.close()
    failures = len(daemon.trouble())
    shutil.rmtree(folder, ignore_errors=True)
    return peak / 1024, left / 1024, status, failures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--only", default=USUAL)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    kinds = set() if options.only == "none" else set(options.only.split(","))
    if not kinds <= set(KINDS):
        parser.error("--only: of " + ", ".join(KINDS))
    watched.more_files()
    for _ in range(options.rounds):
        peak, left, status, failures = asyncio.run(measure(options.program, kinds))
        print(f"{options.only}: peak {peak:.1f} MiB, {left:.1f} MiB after it, target {TARGET}: "
              f"{'met' if peak < TARGET else 'missed'}; exit status {status}, "
              f"{failures} warnings", flush=True)


if __name__ == "__main__":
    main()
