#!/usr/bin/env python3
"""The daemon with very many feeds: its CPU, its memory, and how late its polls are.

    tests/bench/scale.py PATH/newswatch [--feeds 20000] [--addresses 2000] [--https-share 0.1]
                         [--interval 900] [--minutes 40] [--changed 0.1] [--items 20] [--fresh 1]
                         [--matched 0] [--keep FOLDER]

One process serves all feeds on addresses of 127.0.0.0/8, a share of the addresses over TLS with one
certificate. It honours validators; a share of the answers has one new item of 20, the others are
304. --matched is the share of items that the topic takes. Feeds never polled start 20 a second, so 20,000 of them take 17 minutes to be asked at first.

A short form: --feeds 2000 --addresses 200 --interval 60 --minutes 4.
All changes at once: --feeds 1000 --addresses 200 --interval 60 --minutes 4 --changed 1 --items 50
--fresh 50 --matched 0.02. Memory when idle: --feeds 6 --addresses 6 --changed 0 --minutes 2.
A poll's whole cost, unchanged: --feeds 200 --addresses 200 --interval 1 --changed 0 --https-share 0.

Lag: from the server's log, what lies between two polls of a feed beyond the interval. CPU and lag
are printed for the whole run and for the time after every feed was asked once.
"""
import argparse
import asyncio
import collections
import os
import random
import signal
import ssl
import sys
import time
from email.utils import formatdate

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import watched  # noqa: E402

WORDS = ("harbour council bridge ferry market school river winter grain railway budget storm island "
         "theatre museum clinic football engineers farmers teachers quota vote strike delay report "
         "inquiry festival tunnel library airport drought survey tariff reactor satellite glacier "
         "vaccine orchard lighthouse parliament").split()


class Feed:
    def __init__(self, number, seed, options):
        self.number = number
        self.matched = options.matched
        self.newest = 0
        self.asked = []  # monotonic times
        self.random = random.Random(f"{seed} {number}")
        self.items = collections.deque(maxlen=options.items)
        for age in range(options.items, 0, -1):
            self.add(time.time() - age * 3600)

    def add(self, when):
        self.newest += 1
        title = " ".join(self.random.choices(WORDS, k=8)).capitalize()
        if self.random.random() < self.matched:
            title = "DeepSeek R1: " + title
        self.items.appendleft((self.newest, title, int(when)))

    def document(self):
        out = [f"<rss version=\"2.0\"><channel><title>Feed {self.number}</title>"]
        for item, title, when in self.items:
            link = f"https://feed{self.number}.example/{item}"
            out.append(f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid>"
                       f"<pubDate>{formatdate(when, usegmt=True)}</pubDate><description>{title}. The "
                       "meeting lasted until late, and a decision is expected before the end of the "
                       "month.</description></item>")
        out.append("</channel></rss>")
        return "".join(out).encode()


class Server:
    def __init__(self, feeds, changed, fresh):
        self.feeds = feeds
        self.changed, self.fresh = changed, fresh
        self.random = random.Random(1)
        self.polls = self.documents = self.connections = 0

    async def converse(self, reader, writer):
        self.connections += 1
        try:
            while True:
                request = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                writer.write(self.answer(request))
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError, ssl.SSLError):
            pass
        finally:
            writer.close()

    def answer(self, request):
        lines = request.split("\r\n")
        feed = self.feeds[int(lines[0].split()[1].rpartition("/")[2])]
        known = next((line[15:] for line in lines if line.startswith("If-None-Match: ")), "")
        if feed.asked and self.random.random() < self.changed:
            for _ in range(self.fresh):
                feed.add(time.time())
        feed.asked.append(time.monotonic())
        self.polls += 1
        etag = f"\"{feed.newest}\""
        if known == etag:
            return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode()
        self.documents += 1
        body = feed.document()
        return (f"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: {etag}\r\n"
                f"Content-Length: {len(body)}\r\n\r\n").encode() + body


def address(index):
    return f"127.1.{index // 250}.{index % 250 + 1}"


def write_config(folder, options, port, secure):
    with open(f"{folder}/newswatch.toml", "w") as f:
        f.write(f'[daemon]\nstate_dir = "{folder}/state"\n[fetch]\ninterval = "{options.interval}s"\n'
                f'min_interval = "{options.interval}s"\nallow_networks = ["127.0.0.0/8"]\n')
        if secure:
            f.write(f'ca_file = "{folder}/ca.pem"\n')
        for number in range(options.feeds):
            place = number % options.addresses
            scheme = "https" if place < secure else "http"
            f.write(f'[[feed]]\nname = "feed{number}"\n'
                    f'url = "{scheme}://{address(place)}:{port}/{number}"\n')


def quantile(values, q):
    return values[min(int(len(values) * q), len(values) - 1)] if values else float("nan")


def lags(feeds, interval, begin):
    """Sorted, of the polls after `begin`."""
    out = []
    for feed in feeds:
        out += [b - a - interval for a, b in zip(feed.asked, feed.asked[1:]) if b >= begin]
    return sorted(out)


class Meter:
    """CPU and polls since a moment."""

    def __init__(self, name, daemon, server):
        self.name, self.daemon, self.server = name, daemon, server
        self.begin, self.cpu, self.polls = time.monotonic(), daemon.cpu_seconds(), server.polls

    def line(self, feeds, interval):
        passed = time.monotonic() - self.begin
        cpu = self.daemon.cpu_seconds() - self.cpu
        polls = self.server.polls - self.polls
        late = lags(feeds, interval, self.begin)
        return (f"{self.name}: {polls} polls in {passed:.0f} s, CPU {cpu:.1f} s = "
                f"{100 * cpu / passed:.2f} % of a core, {1e6 * cpu / max(polls, 1):.0f} us a poll; "
                f"lag p50 {quantile(late, .5):.3f} s, p99 {quantile(late, .99):.3f} s, "
                f"most {late[-1] if late else float('nan'):.3f} s")


async def watch(options, daemon, server, stop):
    whole = Meter("whole run", daemon, server)
    steady = None
    unasked = options.feeds
    most = 0
    end = time.monotonic() + options.minutes * 60
    next_line = time.monotonic() + 60
    while time.monotonic() < end and not stop.is_set() and daemon.running():
        await asyncio.sleep(min(1, max(0, end - time.monotonic())))
        if not daemon.running():
            break
        most = max(most, daemon.status("VmRSS"))
        if steady is None:
            unasked = sum(not feed.asked for feed in server.feeds)
            if unasked == 0:
                steady = Meter("after the first round", daemon, server)
        if time.monotonic() >= next_line:
            next_line += 60
            print(f"{time.monotonic() - whole.begin:5.0f} s: {server.polls} polls, {unasked} feeds "
                  f"not asked yet, CPU {daemon.cpu_seconds():.1f} s, "
                  f"{daemon.status('VmRSS') / 1024:.1f} MiB, {daemon.open_files()} files", flush=True)
    if not daemon.running():
        return False
    print(whole.line(server.feeds, options.interval))
    if steady:
        print(steady.line(server.feeds, options.interval))
    else:
        print(f"{unasked} feeds were never asked")
    print(f"{server.documents} documents, {server.connections} connections; "
          f"memory at most {most / 1024:.1f} MiB, peak {daemon.status('VmHWM') / 1024:.1f} MiB")
    return True


async def run(options, folder):
    secure = round(options.addresses * options.https_share)
    port = watched.free_port()
    places = [address(i) for i in range(options.addresses)]
    feeds = [Feed(n, 1, options) for n in range(options.feeds)]
    server = Server(feeds, options.changed, options.fresh)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    listeners = []
    if secure:
        watched.make_certificate(folder, places[:secure])
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(f"{folder}/own.pem", f"{folder}/own.key")
        listeners.append(await asyncio.start_server(server.converse, places[:secure], port, ssl=tls))
    if secure < options.addresses:
        listeners.append(await asyncio.start_server(server.converse, places[secure:], port))
    write_config(folder, options, port, secure)
    daemon = watched.Daemon(options.program, f"{folder}/newswatch.toml", f"{folder}/log")
    try:
        alive = await watch(options, daemon, server, stop)
    finally:
        begin = time.monotonic()
        status = daemon.stop()
        for listener in listeners:
            listener.close()
    trouble = daemon.trouble()
    print(f"exit status {status} after {time.monotonic() - begin:.1f} s; {len(trouble)} warnings and "
          "errors in the log")
    for line in trouble[:5]:
        print("  " + line)
    return 0 if alive and status == 0 else 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--feeds", type=int, default=20000)
    parser.add_argument("--addresses", type=int, default=2000)
    parser.add_argument("--https-share", type=float, default=0.1, help="of the addresses")
    parser.add_argument("--interval", type=int, default=900, help="seconds")
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--changed", type=float, default=0.1, help="share of answers with news")
    parser.add_argument("--items", type=int, default=20, help="of a feed")
    parser.add_argument("--fresh", type=int, default=1, help="new items of a changed answer")
    parser.add_argument("--matched", type=float, default=0, help="share of items of the topic")
    parser.add_argument("--keep", help="a folder for config, state and log, which stays")
    options = parser.parse_args()
    return watched.in_folder(options.keep, "scale",
                             lambda folder: asyncio.run(run(options, folder)))


if __name__ == "__main__":
    sys.exit(main())
