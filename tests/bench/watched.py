"""The daemon under a bench's eye: started on a config, sampled from /proc, stopped with SIGTERM.

For the programs beside it: memory.py, scale.py, soak.py.
"""
import os
import resource
import shutil
import signal
import socket
import subprocess
import tempfile

TICKS = os.sysconf("SC_CLK_TCK")


class Daemon:
    def __init__(self, program, config, log):
        self.log = open(log, "wb")
        self.process = subprocess.Popen([program, "run", "--config", config], stderr=self.log,
                                        stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        self.log_path = log

    def running(self):
        return self.process.poll() is None

    def cpu_seconds(self):
        with open(f"/proc/{self.process.pid}/stat") as f:
            fields = f.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def status(self, name):
        """A line of /proc/PID/status: VmRSS and VmHWM in KiB, Threads."""
        with open(f"/proc/{self.process.pid}/status") as f:
            for line in f:
                if line.startswith(name + ":"):
                    return int(line.split()[1])
        return 0

    def open_files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def stop(self):
        """Its exit status; None if it had to be killed."""
        if self.running():
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return None
        finally:
            self.log.close()

    def trouble(self):
        """Lines of the log that are warnings or errors."""
        with open(self.log_path, errors="replace") as f:
            return [line.rstrip() for line in f if "warning" in line or "error" in line]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def more_files():
    """As many open files as this process, and the daemon it starts, may have."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def in_folder(keep, name, work):
    """What work(folder) returns, for one to be kept or one that is removed afterwards."""
    more_files()
    folder = keep or tempfile.mkdtemp(prefix=f"newswatch-{name}-")
    os.makedirs(folder, exist_ok=True)
    try:
        return work(folder)
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def make_certificate(folder, addresses):
    """ca.pem, own.pem and own.key in the folder: one certificate for all the addresses."""
    with open(f"{folder}/san", "w") as f:
        f.write("subjectAltName=" + ",".join(f"IP:{a}" for a in addresses))
    key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
    for command in (
            f"openssl req -x509 {key} -keyout ca.key -out ca.pem -subj /CN=bench-ca -days 2",
            f"openssl req {key} -keyout own.key -out own.csr -subj /CN=bench",
            "openssl x509 -req -in own.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out own.pem"
            " -days 2 -extfile san"):
        subprocess.run(command.split(), cwd=folder, check=True, stderr=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL)
