"""The system calls that a sandboxed program does not get.

A list of what is denied: which calls a language's runtime needs changes with each of its versions, while the calls that
lead out of a sandbox, or around its limits, are known. Namespaces, a read-only file system, no capabilities and rlimits
hold without it; this takes away the kernel's most attacked parts. libseccomp spells it for this machine's architecture
and refuses every other one (32-bit and x32 calls kill the process).
"""

import contextlib
import errno
import fcntl
import os
import socket
import struct
from tempfile import TemporaryFile
from types import ModuleType

MADV_COLD, MADV_PAGEOUT = 20, 21
MAP_TYPE_AND_ANONYMOUS = 0x0F | 0x20
MAP_SHARED_ANONYMOUS = 0x01 | 0x20
F_GETLK, F_OFD_GETLK = 5, 36
F_SETLK, F_OFD_SETLK = 6, 37
F_SETLKW, F_OFD_SETLKW = 7, 38
F_NOTIFY = 1026
SO_ATTACH_FILTER, SO_ATTACH_BPF, SO_ATTACH_REUSEPORT_CBPF, SO_ATTACH_REUSEPORT_EBPF = 26, 50, 51, 52
PR_SET_SECCOMP = 22
KCMP_VM = 1
PRIO_PROCESS, IOPRIO_WHO_PROCESS = 0, 1
WATCHER = 1  # the process that keeps the limits, which has the program's user
TIOCSTI = 0x5412
TIOCLINUX = 0x541C
CLONE_NAMESPACES = (
    0x00000080,  # time
    0x00020000,  # mount
    0x02000000,  # cgroup
    0x04000000,  # uts
    0x08000000,  # ipc
    0x10000000,  # user
    0x20000000,  # pid
    0x40000000,  # net
)

NOT_PERMITTED = (
    # Namespaces and mounts.
    *("unshare", "setns", "mount", "umount", "umount2", "pivot_root", "chroot", "move_mount", "open_tree"),
    *("open_tree_attr", "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr", "statmount", "listmount"),
    # Other processes, and what leads back to them.
    *("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "pidfd_getfd"),
    *("name_to_handle_at", "open_by_handle_at"),
    # Large and often attacked: none of these languages needs them.
    *("bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register"),
    *("seccomp", "add_key", "keyctl", "request_key"),
    *("fanotify_init", "lookup_dcookie", "vmsplice", "nfsservctl"),
    # The machine itself.
    *("acct", "adjtimex", "clock_adjtime", "clock_settime", "delete_module", "finit_module", "init_module"),
    *(
        "ioperm",
        "iopl",
        "kexec_file_load",
        "kexec_load",
        "modify_ldt",
        "personality",
        "quotactl",
        "quotactl_fd",
    ),
    *("reboot", "setdomainname", "sethostname", "settimeofday", "stime", "swapoff", "swapon", "syslog"),
    *("vhangup", "_sysctl", "sysfs", "uselib", "ustat"),
    # Memory that belongs to no process and no counted file system.
    *("shmget", "shmat", "shmctl", "msgget", "msgsnd", "semget", "semop", "mq_open", "memfd_secret"),
    *("migrate_pages", "move_pages"),
)
# Runtimes try these first and fall back when the kernel seems not to know them. clone3 hides its flags from a filter,
# and inotify shows what the host and other runs open below /usr.
NOT_IMPLEMENTED = ("clone3", "memfd_create", "inotify_init", "inotify_init1")
# Locks on files below /usr are seen by every run that is there at the same time. Attributes of a file in memory, access
# lists among them, take up to 64 KB each that no control group counts.
NOT_SUPPORTED = ("flock", "setxattr", "lsetxattr", "fsetxattr", "setxattrat")
# Said to have succeeded: writing out all that the machine's disks have waiting is not for a program to ask.
WITHOUT_EFFECT = ("sync", "syncfs")

# Which argument names the process, 0 being the caller.
OF_A_PROCESS = {
    "sched_setaffinity": 0,
    "sched_setattr": 0,
    "sched_setparam": 0,
    "sched_setscheduler": 0,
    "setpriority": 1,
    "ioprio_set": 1,
}

# Numbers above these are of another calling convention (x32), upon which libseccomp's own part kills.
FIRST_FOREIGN_NUMBER = 0x40000000
HIGHEST_IMAGINABLE_NUMBER = 1023


def build_filter(*, shared_memory: bool = True) -> bytes:
    """The BPF program for bubblewrap's --seccomp. Raises OSError where libseccomp is missing or too old.

    Without `shared_memory` no anonymous memory can be made that several processes share. Its pages may belong to no
    process's own count, so that nothing but a control group can limit it.
    """
    # Importing it loads the library, which machines that judge on Judge0 need not have.
    import pyseccomp  # noqa: PLC0415

    rules = pyseccomp.SyscallFilter(defaction=pyseccomp.ALLOW)
    refused = pyseccomp.ERRNO(errno.EPERM)
    for action, names in (
        (refused, NOT_PERMITTED),
        (pyseccomp.ERRNO(errno.ENOSYS), NOT_IMPLEMENTED),
        (pyseccomp.ERRNO(errno.EOPNOTSUPP), NOT_SUPPORTED),
        (pyseccomp.ERRNO(0), WITHOUT_EFFECT),
    ):
        for name in names:
            # A name that this architecture or libseccomp does not know cannot be called either.
            with contextlib.suppress(OSError, ValueError):
                rules.add_rule(action, name)
    for flag in CLONE_NAMESPACES:
        rules.add_rule(refused, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, flag, flag))
    for request in (TIOCSTI, TIOCLINUX):
        # The kernel looks at the low half only, so a request with junk in the high half is the same one.
        rules.add_rule(refused, "ioctl", pyseccomp.Arg(1, pyseccomp.MASKED_EQ, 0xFFFFFFFF, request))
    for call in ("socket", "socketpair"):
        rules.add_rule(
            pyseccomp.ERRNO(errno.EACCES), call, pyseccomp.Arg(0, pyseccomp.NE, int(socket.AF_UNIX))
        )
    # F_NOTIFY tells, as inotify does, what others open. Each locked range is a record that nobody counts.
    # Who asks without waiting (SQLite, on its files) is told to have the lock: scratch space is a run's own.
    for action, commands in (
        (refused, (F_GETLK, F_OFD_GETLK, F_NOTIFY)),
        (pyseccomp.ERRNO(0), (F_SETLK, F_OFD_SETLK)),
        (pyseccomp.ERRNO(errno.ENOLCK), (F_SETLKW, F_OFD_SETLKW)),
    ):
        for command in commands:
            rules.add_rule(action, "fcntl", pyseccomp.Arg(1, pyseccomp.MASKED_EQ, 0xFFFFFFFF, command))
    # The interpreter that bpf() leads to, by other ways.
    for option in (SO_ATTACH_FILTER, SO_ATTACH_BPF, SO_ATTACH_REUSEPORT_CBPF, SO_ATTACH_REUSEPORT_EBPF):
        rules.add_rule(refused, "setsockopt", pyseccomp.Arg(2, pyseccomp.MASKED_EQ, 0xFFFFFFFF, option))
    rules.add_rule(refused, "prctl", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, 0xFFFFFFFF, PR_SET_SECCOMP))
    # By this the process that watches, which may have the same filter, finds who shares memory.
    rules.add_rule(refused, "kcmp", pyseccomp.Arg(2, pyseccomp.NE, KCMP_VM))
    # Limits and turns on the processor of the process that watches. Runtimes name their own threads in the other calls.
    rules.add_rule(refused, "prlimit64", pyseccomp.Arg(0, pyseccomp.NE, 0))
    for call, argument in OF_A_PROCESS.items():
        rules.add_rule(refused, call, pyseccomp.Arg(argument, pyseccomp.MASKED_EQ, 0xFFFFFFFF, WATCHER))
    for call, kind in (("setpriority", PRIO_PROCESS), ("ioprio_set", IOPRIO_WHO_PROCESS)):
        rules.add_rule(refused, call, pyseccomp.Arg(0, pyseccomp.NE, kind))
    for advice in (MADV_COLD, MADV_PAGEOUT):
        # Pages in swap are in no process's resident memory.
        rules.add_rule(refused, "madvise", pyseccomp.Arg(2, pyseccomp.MASKED_EQ, 0xFFFFFFFF, advice))
    if not shared_memory:
        flags = pyseccomp.Arg(3, pyseccomp.MASKED_EQ, MAP_TYPE_AND_ANONYMOUS, MAP_SHARED_ANONYMOUS)
        rules.add_rule(pyseccomp.ERRNO(errno.ENOMEM), "mmap", flags)
    with TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return _refuse_above(_highest_known(pyseccomp)) + file.read()


def _highest_known(library: ModuleType) -> int:
    """The highest system call that this libseccomp has a name for. A kernel that is newer has more of them."""
    for number in range(HIGHEST_IMAGINABLE_NUMBER, 0, -1):
        with contextlib.suppress(ValueError, OSError):
            if library.resolve_syscall(library.Arch.NATIVE, number):
                return number
    raise RuntimeError("it knows no system call")


def _refuse_above(highest: int) -> bytes:
    """Instructions to stand before libseccomp's: an unknown call seems not to be implemented, all else goes on."""
    load_number, jump_if_at_least, jump_if_above, give_back = 0x20, 0x35, 0x25, 0x06
    return b"".join(
        struct.pack("=HBBI", *instruction)
        for instruction in (
            (load_number, 0, 0, 0),
            (jump_if_at_least, 2, 0, FIRST_FOREIGN_NUMBER),
            (jump_if_above, 0, 1, highest),
            (give_back, 0, 0, 0x00050000 | errno.ENOSYS),
        )
    )


def sealed_copy(name: str, content: bytes) -> int:
    """A descriptor of an anonymous file, at its start, that nobody can change any more. The caller closes it."""
    descriptor = os.memfd_create(name, os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        written = 0
        while written < len(content):
            # Not by os.write, which moves away from the start.
            written += os.pwrite(descriptor, memoryview(content)[written:], written)
        seals = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, seals)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
