#!/usr/bin/env python3
"""What documents that are made to be dear cost, and what is left when very many stories have passed.

    tests/bench/growth.py PATH/newswatch documents   each hostile document beside another feed
    tests/bench/growth.py PATH/newswatch stories [N] start and memory after N unmatched stories

documents: one daemon for each document. Peak of its memory above that of a small feed (target: 128
MiB), and how long the news of another feed waits meanwhile, from its last byte to the line in the
file sink (target: 1 s).
stories: start to the line `ready`, and VmRSS after 10 s, on an empty store and after N (200,000)
stories that no topic matches (targets: 1 s more, 8 MiB more); `status` then (50 ms at 1,000,000).
"""
import argparse
import json
import http.server
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import watched  # noqa: E402

MIB = 1 << 20
WORDS = 60000


def rss(items):
    return ("<rss version='2.0'><channel><title>Gazette</title><link>http://a.example/</link>" +
            "".join(items) + "</channel></rss>").encode()


def item(title, number, more=""):
    return (f"<item><title>{title}</title><guid>g{number}</guid>"
            f"<link>http://a.example/{number}</link>{more}</item>")


def random_words(count, seed):
    source = random.Random(seed)
    return " ".join("%x" % source.getrandbits(48) for _ in range(count))


def outlets():
    return rss(item("DeepSeek shocks Wall Street once more", n,
                    f"<source url='http://o{n}.example/'>Outlet {n} of the world</source>")
               for n in range(10000))


DOCUMENTS = {
    "nesting": lambda: b"<rss version='2.0'><channel><title>x</title>" + b"<a>" * (15 * MIB // 3),
    "empty elements": lambda: rss(["<a/>" * (15 * MIB // 4)]),
    "attributes": lambda: rss(["<item " + " ".join(f"a{n}='1'" for n in range(1200000)) + "/>"]),
    "entities": lambda: rss([item("&amp;&nbsp;&#1234;" * (15 * MIB // 18), 1)]),
    "CDATA": lambda: rss([item("<![CDATA[x]]>" * (15 * MIB // 13), 1)]),
    "empty items": lambda: rss(["<item/>" * (15 * MIB // 7)]),
    "HTML": lambda: rss([item("x", 1, "<description>" + "&lt;b&gt;" * (15 * MIB // 9) +
                              "</description>")]),
    "10,000 outlets": outlets,
    "random words": lambda: rss(item(random_words(12, n), n, "<description>" +
                                     random_words(30, -n) + "</description>")
                                for n in range(10000)),
    "random words, matched": lambda: rss(item("DeepSeek " + random_words(12, n), n)
                                         for n in range(10000)),
}


class Server:
    """Serves what documents[path] gives at the time."""

    def __init__(self):
        self.documents = {}
        self.served = {}
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                make = outer.documents.get(self.path)
                body = make() if make else b""
                self.send_response(200 if make else 404)
                self.send_header("Content-Type", "application/rss+xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                outer.served.setdefault(self.path, []).append(time.time())

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def write_config(folder, port, feeds):
    with open(f"{folder}/newswatch.toml", "w") as f:
        f.write(f'[daemon]\nstate_dir = "{folder}/state"\n'
                '[fetch]\nallow_networks = ["127.0.0.0/8"]\ninterval = "1s"\nmin_interval = "1s"\n'
                'host_gap = "0s"\nper_host = 8\n[notify]\nmax_age = "off"\n'
                '[[topic]]\nname = "deepseek"\n[[topic.clause]]\nany.title = ["deepseek"]\n'
                '[[sink]]\nname = "file"\ntype = "file"\npath = "told.jsonl"\n')
        for name in feeds:
            outlet = '"*"' if name == "outlets" else f'"{name}"'
            f.write(f'[[feed]]\nname = "{name}"\noutlet = {outlet}\n'
                    f'url = "http://127.0.0.1:{port}/{name}"\n')


def told(folder):
    try:
        with open(f"{folder}/state/told.jsonl", encoding="utf-8", errors="replace") as f:
            return f.read()
    except FileNotFoundError:
        return ""


def one_document(program, name):
    """(peak above idle in MiB, longest wait of another feed's news in s, CPU seconds)"""
    body = DOCUMENTS[name]() if name else rss([item("quiet", 1)])
    folder = tempfile.mkdtemp(prefix="newswatch-growth-")
    server = Server()
    server.documents["/outlets"] = lambda: body
    news = [item("first news", "n0")]
    server.documents["/news"] = lambda: rss(news)
    write_config(folder, server.port, ["outlets", "news"])
    daemon = watched.Daemon(program, f"{folder}/newswatch.toml", f"{folder}/log")
    longest = 0.0
    try:
        end = time.time() + 20
        number = 0
        while time.time() < end and daemon.running():
            number += 1
            words = random_words(8, number + 10 ** 6)
            news[:] = [item(f"DeepSeek {words}", f"n{number}")]
            seen = len(server.served.get("/news", []))
            while len(server.served.get("/news", [])) == seen and time.time() < end + 10:
                time.sleep(0.005)
            asked = time.time()
            while words not in told(folder) and time.time() < asked + 30 and daemon.running():
                time.sleep(0.005)
            longest = max(longest, time.time() - asked)
        running = daemon.running()
        peak = daemon.status("VmHWM") if running else 0
    finally:
        daemon.stop()
        server.server.shutdown()
        shutil.rmtree(folder, ignore_errors=True)
    return peak / 1024, longest if running else float("inf")


def zipf_words(source, count):
    return " ".join(f"w{int(WORDS ** source.random())}x" for _ in range(count))


def start(program, folder):
    """(seconds to ready, VmRSS in MiB after 10 s)"""
    begin = time.time()
    daemon = watched.Daemon(program, f"{folder}/newswatch.toml", f"{folder}/log2")
    try:
        while "ready" not in open(f"{folder}/log2").read():
            time.sleep(0.002)
        seconds = time.time() - begin
        time.sleep(10)
        return seconds, daemon.status("VmRSS") / 1024
    finally:
        daemon.stop()


def status_ms(program, folder):
    begin = time.time()
    subprocess.run([program, "status", "--config", f"{folder}/newswatch.toml"],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return (time.time() - begin) * 1000


def stories(program, count):
    folder = tempfile.mkdtemp(prefix="newswatch-growth-")
    server = Server()
    source = random.Random(5)
    made = [0]
    lock = threading.Lock()
    feeds = [f"feed{n}" for n in range(20)]

    def document():
        with lock:
            first, made[0] = made[0], min(made[0] + 500, count)
            return rss(item(zipf_words(source, 10), n, f"<description>{zipf_words(source, 25)}"
                            "</description>") for n in range(first, max(made[0], first + 1)))

    write_config(folder, server.port, feeds)
    empty = min(start(program, folder) for _ in range(3))
    for name in feeds:
        server.documents["/" + name] = document
    daemon = watched.Daemon(program, f"{folder}/newswatch.toml", f"{folder}/log")
    begin = time.time()
    while made[0] < count and daemon.running():
        time.sleep(0.2)
    time.sleep(5)
    full = daemon.status("VmRSS") / 1024
    daemon.stop()
    seconds = time.time() - begin
    for name in feeds:
        del server.documents["/" + name]
    filled = min(start(program, folder) for _ in range(3))
    status = min(status_ms(program, folder) for _ in range(5))
    size = sum(os.path.getsize(f"{at}/{name}") for at, _, names in os.walk(f"{folder}/state")
               for name in names)
    server.server.shutdown()
    shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps({"stories": count, "taken_s": round(seconds, 1),
                      "start_empty_s": round(empty[0], 3), "start_full_s": round(filled[0], 3),
                      "rss_empty_mib": round(empty[1], 1), "rss_full_mib": round(filled[1], 1),
                      "rss_after_taking_mib": round(full, 1), "disk_mib": round(size / MIB, 1),
                      "status_ms": round(status, 1)}))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("what", choices=("documents", "stories"))
    parser.add_argument("rest", nargs="*")
    options = parser.parse_args()
    watched.more_files()
    if options.what == "stories":
        stories(options.program, int(options.rest[0]) if options.rest else 200000)
        return
    idle, _ = one_document(options.program, None)
    print(f"a small feed: peak {idle:.1f} MiB", flush=True)
    for name in options.rest or DOCUMENTS:
        peak, wait = one_document(options.program, name)
        good = peak - idle < 128 and wait < 1
        print(f"{name}: {peak - idle:.1f} MiB more, another feed's news waited {wait:.2f} s: "
              f"{'met' if good else 'missed'}", flush=True)


if __name__ == "__main__":
    main()
