#!/usr/bin/env python3
"""What the page costs while feeds bring news.

    page_load.py PATH/newswatch STATE_FOLDER [REQUESTS]

Runs the daemon on a store (make_events makes one) with two feeds that bring a new story at each
poll, ten a second in all. Asks each address REQUESTS times over one connection and prints the
times; then opens 64 streams and prints what memory they take and how often the thread of the page
wakes while nothing happens.
"""
import http.client
import http.server
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time

PATHS = ["/", "/?topic=elections", "/feeds", "/topics", "/sinks", "/api/v1/events?limit=50",
         "/events.atom", "/healthz", "/metrics"]


class Feed(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    count = 0
    busy = True

    def do_GET(self):
        if Feed.busy:
            Feed.count += 1
        n = Feed.count
        items = "".join(
            f"<item><guid>{i}</guid><title>Storm {i} reaches port {i * 7} of island {i * 13}</title>"
            f"<pubDate>{time.strftime('%a, %d %b %Y %H:%M:%S GMT', time.gmtime())}</pubDate></item>"
            for i in range(max(0, n - 20), n))
        body = f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def thread_switches(pid, name):
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/comm") as comm:
            if comm.read().strip() != name:
                continue
        with open(f"/proc/{pid}/task/{task}/status") as status:
            return sum(int(n) for n in re.findall(r"ctxt_switches:\s+(\d+)", status.read()))
    return 0


def resident(pid):
    with open(f"/proc/{pid}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1]) / 1024


def percentile(times, share):
    return sorted(times)[min(len(times) - 1, int(share * len(times)))] * 1000


def measure(host, port, path, count):
    connection = http.client.HTTPConnection(host, port, timeout=10)
    times, size = [], 0
    for _ in range(count):
        begin = time.perf_counter()
        connection.request("GET", path)
        size = len(connection.getresponse().read())
        times.append(time.perf_counter() - begin)
    print(f"{path:28} p50 {percentile(times, 0.5):6.2f}  p99 {percentile(times, 0.99):6.2f}  "
          f"most {max(times) * 1000:6.2f} ms  {size:7} bytes")


def main():
    program, state = sys.argv[1:3]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 500
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Feed)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as config:
        config.write(f"""[daemon]
state_dir = "{state}"
[fetch]
allow_networks = ["127.0.0.0/8"]
interval = "200ms"
min_interval = "10ms"
host_gap = "10ms"
[[feed]]
name = "a"
outlet = "A"
url = "{url}/a"
[[feed]]
name = "b"
outlet = "B"
url = "{url}/b"
[[topic]]
name = "harbours"
[[topic.clause]]
any = {{ title = ["storm"] }}
[[topic]]
name = "elections"
[[topic.clause]]
any = {{ title = ["vote"] }}
[[sink]]
name = "file"
type = "file"
[retention]
stories = "forever"
events = "forever"
keys = "forever"
[web]
listen = "127.0.0.1:0"
""")
        config.flush()
        daemon = subprocess.Popen([program, "run", "--config", config.name],
                                  stderr=subprocess.PIPE, text=True)
        where = None
        for line in daemon.stderr:
            found = re.search(r"web.ready at=http://([\d.]+):(\d+)/", line)
            if found:
                where = (found[1], int(found[2]))
            if "daemon.ready" in line:
                break
        threading.Thread(target=daemon.stderr.read, daemon=True).start()
        try:
            time.sleep(3)
            for path in PATHS:
                measure(*where, path, count)
            Feed.busy = False
            time.sleep(3)
            before = resident(daemon.pid)
            streams = []
            for _ in range(64):
                stream = socket.create_connection(where)
                stream.sendall(b"GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
                stream.recv(4096)
                streams.append(stream)
            time.sleep(1)
            print(f"64 streams: {resident(daemon.pid) - before:.1f} MiB of {before:.1f}")
            woken = thread_switches(daemon.pid, "web")
            time.sleep(31)
            print(f"wake-ups of the page in 31 s: {thread_switches(daemon.pid, 'web') - woken}")
        finally:
            daemon.terminate()
            daemon.wait(10)


if __name__ == "__main__":
    main()
