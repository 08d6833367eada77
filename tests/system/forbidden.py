#!/usr/bin/python3
"""Tries what a directive of the unit forbids: forbidden.py NAME... (all without a name).

Prints a line "NAME allowed" or "NAME refused WHY" for each. Harmless where it is allowed. The marks
that some look for are made by sandbox_under_systemd.sh.
"""
import ctypes
import errno
import mmap
import os
import resource
import signal
import socket
import subprocess
import sys

libc = ctypes.CDLL(None, use_errno=True)


class Refused(Exception):
    pass


def call(function, *arguments, allowed=()):
    """Of libc. allowed: errors that come after the permission was looked at."""
    ctypes.set_errno(0)
    if function(*arguments) >= 0:
        return
    code = ctypes.get_errno()
    if code not in allowed:
        raise OSError(code, os.strerror(code))


def status(field):
    with open("/proc/self/status", encoding="ascii") as lines:
        return next(line.split()[1] for line in lines if line.startswith(field + ":"))


def demand(what, why):
    if not what:
        raise Refused(why)


def see(path):
    demand(os.path.exists(path), f"{path} is not to be seen")


def write_below(folder):
    path = f"{folder}/newswatch-probe"
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    os.unlink(path)


def own_file():
    path = os.environ.get("STATE_DIRECTORY", "/run") + "/newswatch-probe-file"
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    return path


def set_suid():
    path = own_file()
    try:
        os.chmod(path, 0o4700)
    finally:
        os.unlink(path)


def other_machine_call():
    """getpid by the gate of 32-bit programs: mov eax, 20; int 0x80; ret."""
    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(b"\x53\xb8\x14\x00\x00\x00\xcd\x80\x5b\xc3")
    address = ctypes.addressof(ctypes.c_char.from_buffer(code))
    pid = os.fork()
    if pid == 0:
        os._exit(0 if ctypes.CFUNCTYPE(ctypes.c_int)(address)() > 0 else 1)
    _, ended = os.waitpid(pid, 0)
    demand(ended == 0, f"the call ended with {ended}")


def real_time():
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def namespace():
    pid = os.fork()
    if pid == 0:
        os._exit(ctypes.get_errno() if libc.unshare(0x10000000) != 0 else 0)  # CLONE_NEWUSER
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if code != 0:
        raise OSError(code, os.strerror(code))


def trace_others():
    """PTRACE_TRACEME in a child, which is every program's right."""
    pid = os.fork()
    if pid == 0:
        os._exit(ctypes.get_errno() if libc.ptrace(0, 0, 0, 0) != 0 else 0)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if code != 0:
        raise OSError(code, os.strerror(code))


def more_rights():
    """A program with the set-user-id bit of root."""
    said = subprocess.run(["/usr/local/bin/suid-id", "-u"], capture_output=True, check=False)
    demand(said.stdout.strip() == b"0", "a set-user-id program did not become root")


def many_tasks():
    children = []
    try:
        for _ in range(300):
            pid = os.fork()
            if pid == 0:
                signal.pause()
            children.append(pid)
    finally:
        for pid in children:
            os.kill(pid, 9)
            os.waitpid(pid, 0)


PROBES = {
    "NoNewPrivileges": more_rights,
    "CapabilityBoundingSet": lambda: demand(int(status("CapBnd"), 16), "no capability is left"),
    "ProtectSystem": lambda: write_below("/usr"),
    "ProtectSystem.etc": lambda: write_below("/etc"),
    "ProtectSystem.var": lambda: write_below("/var/log"),
    "ProtectHome": lambda: see("/home/newswatch-probe-mark"),
    "PrivateTmp": lambda: see("/tmp/newswatch-probe-mark"),
    "PrivateMounts": lambda: demand(
        os.readlink("/proc/self/ns/mnt") == open("/etc/newswatch-probe-ns").read().strip(),
        "mounts of its own"),
    "PrivateDevices": lambda: see("/dev/newswatch-probe-mark"),
    "PrivateUsers": lambda: demand("4294967295" in open("/proc/self/uid_map").read(),
                                   "users of its own"),
    "ProtectHostname": lambda: call(libc.sethostname, os.uname().nodename.encode(),
                                    len(os.uname().nodename)),
    # ADJ_TICK to a length that is none: refused before that is looked at.
    "ProtectClock": lambda: call(libc.adjtimex, (ctypes.c_uint * 64)(0x4000),
                                 allowed=(errno.EINVAL,)),
    "ProtectKernelTunables": lambda: os.close(os.open("/proc/sys/vm/drop_caches", os.O_WRONLY)),
    "ProtectKernelModules": lambda: see("/usr/lib/modules/newswatch-probe-mark"),
    "ProtectKernelLogs": lambda: call(libc.klogctl, 10, None, 0),
    "ProtectControlGroups": lambda: (os.mkdir("/sys/fs/cgroup/newswatch-probe"),
                                     os.rmdir("/sys/fs/cgroup/newswatch-probe")),
    "ProtectProc": lambda: see("/proc/1"),
    "ProcSubset": lambda: see("/proc/cpuinfo"),
    "RestrictAddressFamilies": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).close(),
    "RestrictAddressFamilies.packet": lambda: socket.socket(socket.AF_PACKET,
                                                            socket.SOCK_RAW).close(),
    "RestrictNamespaces": namespace,
    "RestrictRealtime": real_time,
    "RestrictSUIDSGID": set_suid,
    "LockPersonality": lambda: call(libc.personality, 0x0040000),  # ADDR_NO_RANDOMIZE
    "MemoryDenyWriteExecute": lambda: mmap.mmap(
        -1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC).close(),
    "SystemCallArchitectures": other_machine_call,
    "SystemCallFilter": trace_others,
    "SystemCallFilter.privileged": lambda: call(libc.chroot, b"/newswatch-probe-none",
                                                allowed=(errno.ENOENT,)),
    "SystemCallFilter.mount": lambda: call(libc.mount, b"none", b"/newswatch-probe-none",
                                           b"tmpfs", 0, None, allowed=(errno.ENOENT,)),
    "SystemCallFilter.resources": lambda: call(libc.setpriority, 0, 0,
                                               os.getpriority(os.PRIO_PROCESS, 0)),
    "LimitNOFILE": lambda: demand(resource.getrlimit(resource.RLIMIT_NOFILE)[1] > 8192, "a limit"),
    "LimitCORE": lambda: demand(resource.getrlimit(resource.RLIMIT_CORE)[1] != 0, "a limit"),
    "TasksMax": many_tasks,
}


def main():
    for name in sys.argv[1:] or PROBES:
        try:
            PROBES[name]()
            print(name, "allowed", flush=True)
        except (OSError, Refused) as why:
            print(name, "refused", why, flush=True)


if __name__ == "__main__":
    main()
