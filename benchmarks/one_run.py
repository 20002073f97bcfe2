"""Runs one command and prints its seconds, its peak memory in KiB and its exit code.

A process of its own, started with `-I -S`: Linux counts the memory of whoever starts a process as the least that the
process has used, so the starter has to be small.
"""

import os
import sys
import time

silence = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
start = time.perf_counter()
process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=silence)
_, status, usage = os.wait4(process, 0)
seconds = time.perf_counter() - start
kibibytes = usage.ru_maxrss // 1024 if sys.platform == "darwin" else usage.ru_maxrss
print(seconds, kibibytes, os.waitstatus_to_exitcode(status))
