// expect: AC
// Keyrings, ptrace, namespaces, mounts and the kernel's large attack surfaces.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <unistd.h>
#define TRY(number, ...) if (syscall(number, ##__VA_ARGS__) != -1 || (errno != EPERM && errno != ENOSYS)) \
    leaks++, printf("%s errno %d\n", #number, errno)
int main(void) {
    int leaks = 0;
    char buffer[256] = {0};
    TRY(SYS_add_key, "user", "a", "b", 1, -3);
    TRY(SYS_keyctl, 0, -3, 1);
    TRY(SYS_request_key, "user", "a", 0, -3);
    TRY(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0);
    TRY(SYS_ptrace, PTRACE_ATTACH, 1, 0, 0);
    TRY(SYS_process_vm_readv, 1, buffer, 1, buffer, 1, 0);
    TRY(SYS_unshare, CLONE_NEWUSER);
    TRY(SYS_unshare, CLONE_NEWNS);
    TRY(SYS_setns, 0, 0);
    TRY(SYS_clone3, buffer, 64);
    TRY(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);
    TRY(SYS_clone, CLONE_NEWNET | SIGCHLD, 0, 0, 0, 0);
    TRY(SYS_mount, "none", "/tmp", "tmpfs", 0, "");
    TRY(SYS_umount2, "/usr", 2);
    TRY(SYS_pivot_root, "/tmp", "/tmp");
    TRY(SYS_chroot, "/tmp");
    TRY(SYS_fsopen, "tmpfs", 0);
    TRY(SYS_open_tree, AT_FDCWD, "/usr", 1);
    TRY(SYS_move_mount, 0, "", 0, "", 0);
    TRY(SYS_bpf, 0, buffer, 64);
    TRY(SYS_perf_event_open, buffer, 0, -1, -1, 0);
    TRY(SYS_userfaultfd, 1);
    TRY(SYS_io_uring_setup, 8, buffer);
    TRY(SYS_memfd_create, "x", 0);
    TRY(SYS_shmget, 1, 4096, 01600);
    TRY(SYS_msgget, 1, 01600);
    TRY(SYS_personality, 0x0040000);
    TRY(SYS_init_module, buffer, 1, "");
    TRY(SYS_kexec_load, 0, 0, 0, 0);
    TRY(SYS_reboot, 0xfee1dead, 672274793, 0x89abcdef, 0);
    TRY(SYS_syslog, 3, buffer, 200);
    TRY(SYS_name_to_handle_at, AT_FDCWD, "/usr", buffer, buffer + 200, 0);
    TRY(SYS_open_by_handle_at, 0, buffer, 0);
    TRY(SYS_swapon, "/work/x", 0);
    TRY(SYS_quotactl, 0, "/", 0, 0);
    TRY(SYS_sethostname, "x", 1);
    puts(leaks ? "ESCAPED" : "contained");
}
