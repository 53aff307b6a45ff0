# expect: AC
import os

reached = []
for path, mode in [
    ("/proc/kcore", "rb"),
    ("/proc/sysrq-trigger", "w"),
    ("/proc/sys/kernel/core_pattern", "w"),
    ("/proc/sys/kernel/hostname", "w"),
    ("/proc/sys/vm/drop_caches", "w"),
    ("/proc/kmsg", "rb"),
    ("/dev/mem", "rb"),
    ("/dev/kmsg", "rb"),
    ("/dev/vda", "rb"),
    ("/dev/kvm", "rb"),
    ("/dev/fuse", "rb"),
    ("/proc/1/oom_score_adj", "w"),
    ("/proc/self/uid_map", "w"),
    ("/sys/kernel/debug", "rb"),
    ("/sys/fs/cgroup/cgroup.procs", "w"),
]:
    try:
        with open(path, mode) as file:
            if mode == "w":
                file.write("1")
            else:
                file.read(1)
        reached.append(path)
    except OSError:
        pass
print("ESCAPED" if reached else "contained", *reached)
