#!/usr/bin/env python3
"""The daemon for an hour under random faults, ten times as busy as in service: does anything grow?

    tests/bench/soak.py PATH/newswatch [--minutes 60] [--feeds 40] [--seed 1] [--keep FOLDER]

Ten times: feeds are asked every 60 s, not every 10 minutes. The server of the feeds and of a webhook
fails at random: errors, redirects, hang-ups, resets in mid body, silence, answers that drip, pages
in place of feeds, garbage; now and then all of it is away for two minutes. Meanwhile people read
(`events list`, `status`, `search`), reload, and make backups.

Once a minute: VmRSS, open files, threads, size on disk, what waits. It fails (exit status 1) when
memory, files or threads of the last third are above those of the second third by more than the bounds
below, the disk took more than its bound a story, the daemon ended, a command failed, or in the end an
event was not told or was told under two ids to the file sink or the webhook, or `check` finds fault.
"""
import argparse
import asyncio
import collections
import json
import os
import random
import shutil
import signal
import socket
import struct
import sys
import time
from email.utils import formatdate

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import watched  # noqa: E402

MIB = 1 << 20
ITEMS = 20
INTERVAL = 60  # seconds
AWAY = 120     # seconds, of all at once
# Bounds: the median of the last third above that of the second third.
MORE_MEMORY, MORE_FILES, MORE_THREADS = 6 * MIB, 8, 3
# Of the disk: a store without a story, with its log that has not been flushed; and a story.
DISK, DISK_A_STORY = 48 * MIB, 4096
FAULTS = ("error", "error", "busy", "hang up", "reset", "reset", "silence", "drip", "page", "garbage",
          "redirect", "empty")
HOOK_FAULTS = ("error", "busy", "hang up", "silence")  # a sink that redirects waits for a person


class Feed:
    def __init__(self, number, seed):
        self.number, self.newest = number, 0
        self.random = random.Random(f"{seed} {number}")
        self.items = collections.deque(maxlen=ITEMS)
        for _ in range(ITEMS):
            self.add()

    def add(self):
        """One in four is about the topic; each tells of a happening that no other tells of."""
        self.newest += 1
        words = " ".join("%x" % self.random.getrandbits(40) for _ in range(7))
        title = ("Harbour " if self.random.random() < 0.25 else "") + words
        self.items.appendleft((self.newest, title, time.time()))

    def document(self):
        out = [f"<rss version='2.0'><channel><title>Feed {self.number}</title>"]
        for item, title, when in self.items:
            link = f"https://feed{self.number}.example/{item}"
            out.append(f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid><pubDate>"
                       f"{formatdate(when, usegmt=True)}</pubDate><description>{title}. A decision is "
                       "expected before the end of the month.</description></item>")
        return ("".join(out) + "</channel></rss>").encode()


class Server:
    def __init__(self, feeds, seed):
        self.feeds, self.random = feeds, random.Random(seed)
        self.share = 0.15  # of the requests that meet a fault
        self.away = False
        self.publishes = True
        self.polls = self.faults = 0
        self.told = collections.defaultdict(set)  # by event: ids that the webhook got

    async def converse(self, reader, writer):
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                length = next((int(line[15:]) for line in head.split("\r\n")
                               if line.lower().startswith("content-length:")), 0)
                body = await reader.readexactly(length)
                if self.away or self.random.random() < self.share:
                    self.faults += 1
                    hook = head.startswith("POST ")
                    await self.fail(writer, self.random.choice(HOOK_FAULTS if hook else FAULTS))
                    return
                writer.write(self.answer(head, body))
                await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            pass
        finally:
            writer.close()

    async def fail(self, writer, fault):
        def say(status, headers="", body=b""):
            writer.write((f"HTTP/1.1 {status}\r\n{headers}Content-Length: {len(body)}\r\n"
                          "Connection: close\r\n\r\n").encode() + body)

        if fault == "error":
            say("503 Service Unavailable")
        elif fault == "busy":
            say("429 Too Many Requests", "Retry-After: 5\r\n")
        elif fault == "reset":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n<rss><channel><item>")
            await writer.drain()
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                                       struct.pack("ii", 1, 0))
        elif fault == "silence":
            await asyncio.sleep(10)
        elif fault == "drip":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n<rss>")
            for _ in range(100):
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.1)
        elif fault == "page":
            say("200 OK", "Content-Type: text/html\r\n", b"<!DOCTYPE html><title>Log in</title>")
        elif fault == "garbage":
            say("200 OK", "Content-Type: application/rss+xml\r\n", self.random.randbytes(20000))
        elif fault == "redirect":
            say("302 Found", "Location: /no/such/place\r\n")
        elif fault == "empty":
            say("200 OK", "Content-Type: application/rss+xml\r\n")
        await writer.drain()

    def answer(self, head, body):
        lines = head.split("\r\n")
        target = lines[0].split()[1]
        if target == "/hook":
            message = json.loads(body)["data"]
            for one in message.get("items") or [{"event": message.get("event", {}).get("id")}]:
                if one["event"]:
                    self.told[one["event"]].add(message["id"])
            return b"HTTP/1.1 204 No Content\r\n\r\n"
        if not target[1:].isdigit():
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        feed = self.feeds[int(target[1:])]
        known = next((line[15:] for line in lines if line.startswith("If-None-Match: ")), "")
        self.polls += 1
        while self.publishes and self.random.random() < 0.5:
            feed.add()
        etag = f'"{feed.newest}"'
        if known == etag:
            return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode()
        body = feed.document()
        return (f"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: {etag}\r\n"
                f"Content-Length: {len(body)}\r\n\r\n").encode() + body


def write_config(folder, port, feeds):
    with open(f"{folder}/newswatch.toml", "w") as f:
        f.write(f'[daemon]\nstate_dir = "{folder}/state"\n[fetch]\ninterval = "{INTERVAL}s"\n'
                'min_interval = "10s"\ntimeout = "4s"\nallow_networks = ["127.0.0.0/8"]\n')
        for n in range(feeds):
            f.write(f'[[feed]]\nname = "feed{n}"\noutlet = "Outlet {n}"\n'
                    f'url = "http://127.3.0.{n % 200 + 1}:{port}/{n}"\n')
        f.write('[[topic]]\nname = "harbour"\n[[topic.clause]]\nany = { title = ["harbour"] }\n'
                '[[sink]]\nname = "log"\ntype = "log"\n[[sink]]\nname = "file"\ntype = "file"\n'
                f'[[sink]]\nname = "hook"\ntype = "webhook"\nurl = "http://127.3.0.1:{port}/hook"\n'
                'timeout = "3s"\nmax_per_hour = 5000\ntypes = ["event.new"]\n'
                'allow_networks = ["127.0.0.0/8"]\n[notify]\nfirst_poll = "notify"\n')


def size_of(folder):
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.stat(os.path.join(place, name)).st_blocks * 512
            except FileNotFoundError:
                pass
    return total


class Soak:
    def __init__(self, options, folder, server):
        self.options, self.folder, self.server = options, folder, server
        self.random = random.Random(options.seed)
        self.failures, self.samples, self.outages = [], [], 0

    def expect(self, holds, what):
        if not holds:
            self.failures.append(what)
            print("FAILED: " + what, flush=True)

    async def command(self, *words, statuses=(0,)):
        ran = await asyncio.create_subprocess_exec(
            self.options.program, *words, "--config", f"{self.folder}/newswatch.toml",
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
        out, err = await ran.communicate()
        self.expect(ran.returncode in statuses,
                    f"{' '.join(words)}: status {ran.returncode}: {err.decode()[:300]}")
        return out.decode()

    async def people(self):
        """What people do meanwhile, one command every few seconds."""
        backups = f"{self.folder}/backups"
        does = [("events", "list"), ("status",), ("search", "harbour"), ("feeds", "list"),
                ("reload",), ("poll", "--all"), ("stories", "list"), ("outbox", "list")]
        while True:
            await asyncio.sleep(self.random.uniform(2, 12))
            words = self.random.choice(does)
            await self.command(*words, statuses=(0, 1) if words == ("status",) else (0,))
            if self.random.random() < 0.02:
                await self.command("backup", backups)
                shutil.rmtree(backups, ignore_errors=True)

    async def outage(self):
        while True:
            await asyncio.sleep(self.random.uniform(300, 900))
            self.server.away, self.outages = True, self.outages + 1
            await asyncio.sleep(AWAY)
            self.server.away = False

    def sample(self, daemon, began):
        state = f"{self.folder}/state"
        one = {"memory": daemon.status("VmRSS") * 1024, "files": daemon.open_files(),
               "threads": daemon.status("Threads"), "disk": size_of(state)}
        self.samples.append(one)
        print(f"{(time.monotonic() - began) / 60:5.1f} min: {one['memory'] / MIB:.1f} MiB, "
              f"{one['files']} files, {one['threads']} threads, {one['disk'] / MIB:.1f} MiB on disk, "
              f"CPU {daemon.cpu_seconds():.1f} s; {self.server.polls} polls, {self.server.faults} "
              f"faults, {self.outages} outages", flush=True)

    def judge_growth(self):
        third = len(self.samples) // 3
        if third == 0:
            return
        for name, bound in (("memory", MORE_MEMORY), ("files", MORE_FILES),
                            ("threads", MORE_THREADS)):
            middle, last = (sorted(one[name] for one in part)[len(part) // 2]
                            for part in (self.samples[third:2 * third], self.samples[2 * third:]))
            print(f"{name}: median {middle} in the second third, {last} in the last")
            self.expect(last <= middle + bound, f"{name} grew from {middle} to {last}")
        stories = sum(feed.newest for feed in self.server.feeds)
        disk, bound = self.samples[-1]["disk"], DISK + DISK_A_STORY * stories
        print(f"disk: {disk / MIB:.1f} MiB of {bound / MIB:.1f} for {stories} stories")
        self.expect(disk <= bound, f"the disk takes {disk} bytes for {stories} stories")

    async def judge_events(self):
        """After the faults: each event was told to the file and to the webhook, under one id."""
        events = [json.loads(line)["id"] for line in
                  (await self.command("events", "export", "--format", "jsonl")).splitlines()]
        in_file = collections.defaultdict(set)
        with open(f"{self.folder}/state/notifications.jsonl") as f:
            for line in f:
                message = json.loads(line)
                for one in message.get("items") or [{"event": message.get("event", {}).get("id")}]:
                    in_file[one["event"]].add(message["id"])
        for name, told in (("file", in_file), ("webhook", self.server.told)):
            untold = [event for event in events if not told[event]]
            twice = [event for event in events if len(told[event]) > 1]
            self.expect(not untold, f"{len(untold)} events were not told to the {name}: {untold[:3]}")
            self.expect(not twice, f"{len(twice)} events were told twice to the {name}: {twice[:3]}")
        print(f"{len(events)} events, each told once to the file and to the webhook")

    async def settle(self):
        """Until all that was published is stored and told."""
        self.server.publishes, self.server.away, self.server.share = False, False, 0
        for second in range(120):
            await asyncio.sleep(1)
            await self.command("poll", "--all")
            waiting = await self.command("outbox", "list", "--json")
            if second >= 20 and not waiting.strip():
                return
        self.expect(False, "messages still wait after two minutes without a fault: " + waiting[:400])

    async def run(self):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asyncio.current_task().cancel)
        end = time.monotonic() + self.options.minutes * 60
        daemon = watched.Daemon(self.options.program, f"{self.folder}/newswatch.toml",
                                f"{self.folder}/log")
        began = time.monotonic()
        chores = [asyncio.create_task(self.people()), asyncio.create_task(self.outage())]
        try:
            await asyncio.sleep(3)
            while time.monotonic() < end and daemon.running():
                await asyncio.sleep(min(60, max(0.1, end - time.monotonic())))
                if daemon.running():
                    self.sample(daemon, began)
            for chore in chores:
                chore.cancel()
            results = await asyncio.gather(*chores, return_exceptions=True)
            for result in results:
                self.expect(isinstance(result, asyncio.CancelledError), f"a chore ended: {result!r}")
            self.expect(daemon.running(), "the daemon ended")
            if daemon.running():
                self.judge_growth()
                await self.settle()
                await self.judge_events()
        finally:
            status = daemon.stop()
        self.expect(status == 0, f"exit status {status}")
        if status == 0:
            await self.command("check")
        return 1 if self.failures else 0


async def serve(options, folder):
    server = Server([Feed(n, options.seed) for n in range(options.feeds)], options.seed)
    port = watched.free_port()
    places = [f"127.3.0.{n + 1}" for n in range(min(options.feeds, 200))]
    listener = await asyncio.start_server(server.converse, places, port, backlog=200)
    write_config(folder, port, options.feeds)
    try:
        return await Soak(options, folder, server).run()
    finally:
        listener.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--feeds", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", help="a folder for config, state and log, which stays")
    options = parser.parse_args()
    return watched.in_folder(options.keep, "soak",
                             lambda folder: asyncio.run(serve(options, folder)))


if __name__ == "__main__":
    sys.exit(main())
