"""Runs commands one after the other, in a process of its own, which stays small: the kernel counts what a process had when it forked among what
its child took."""

import json
import subprocess
import sys
import threading

HANG = 120

MEASURE = """
import json, os, resource, subprocess, sys
def bound():
    resource.setrlimit(resource.RLIMIT_CPU, (%d, %d))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
for line in sys.stdin:
    arguments, folder, output = json.loads(line)
    with open(output, "wb") as out:
        child = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.DEVNULL, cwd=folder, preexec_fn=bound)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    print(json.dumps([child.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss >> 10]), flush=True)
""" % (HANG, HANG)


class Measure:
    """One process for each thread that asks."""

    def __init__(self, folder):
        self.folder = folder
        self.local = threading.local()

    def run(self, arguments):
        """(exit status, output, seconds of the processor, MiB)"""
        local = self.local
        if not hasattr(local, "process"):
            local.process = subprocess.Popen([sys.executable, "-c", MEASURE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            local.output = self.folder / f"output-{local.process.pid}"
        local.process.stdin.write(json.dumps([arguments, str(self.folder), str(local.output)]) + "\n")
        local.process.stdin.flush()
        status, seconds, mebibytes = json.loads(local.process.stdout.readline())
        return status, local.output.read_bytes(), seconds, mebibytes
