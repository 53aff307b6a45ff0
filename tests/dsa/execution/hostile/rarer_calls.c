// expect: AC
// What refused_calls.c leaves: the newer calls for mounts, descriptors of others, page games, clocks and the machine.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/kcmp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
#define TRY(number, ...) if (syscall(number, ##__VA_ARGS__) != -1 || (errno != EPERM && errno != ENOSYS)) \
    leaks++, printf("%s errno %d\n", #number, errno)
int main(void) {
    static char buffer[4096];
    int leaks = 0, ends[2], self;
    struct iovec part = {buffer, 8};
    struct timespec past = {0, 0};
    struct timex adjustment = {.modes = ADJ_OFFSET};
    if (pipe(ends) != 0) return 1;
    TRY(SYS_fsconfig, ends[0], 6, 0, 0, 0);
    TRY(SYS_fsmount, ends[0], 0, 0);
    TRY(SYS_fspick, AT_FDCWD, "/usr", 0);
    TRY(SYS_mount_setattr, AT_FDCWD, "/usr", 0, buffer, 32);
    TRY(457, buffer, buffer, 512, 0); /* statmount */
    TRY(458, buffer, buffer, 8, 0);   /* listmount */
    TRY(467, AT_FDCWD, "/usr", 1, buffer, 32);
    TRY(SYS_clone, CLONE_NEWNS | SIGCHLD, 0, 0, 0, 0);
    TRY(SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0);
    TRY(SYS_clone, CLONE_NEWCGROUP | SIGCHLD, 0, 0, 0, 0);
    TRY(SYS_unshare, 0x80);
    TRY(SYS_process_vm_writev, getpid(), &part, 1, &part, 1, 0);
    if ((self = (int)syscall(SYS_pidfd_open, getpid(), 0)) >= 0) {
        TRY(SYS_pidfd_getfd, self, 1, 0);
        TRY(SYS_process_madvise, self, &part, 1, 21, 0);
        TRY(SYS_setns, self, CLONE_NEWNS);
    }
    TRY(SYS_kcmp, getpid(), 1, KCMP_FILE, 0, 0);
    TRY(SYS_kcmp, getpid(), getpid(), 0x100000000UL | KCMP_FILES, 0, 0);
    TRY(SYS_fanotify_init, 0, 0);
    TRY(SYS_vmsplice, ends[1], &part, 1, 0);
    TRY(SYS_memfd_secret, 0);
    TRY(SYS_semget, 1, 1, 01600);
    TRY(SYS_mq_open, "x", O_CREAT | O_RDWR, 0600, 0);
    TRY(SYS_move_pages, 0, 0, 0, 0, 0, 0);
    TRY(SYS_migrate_pages, 0, 8, buffer, buffer);
    TRY(SYS_io_uring_enter, 0, 1, 0, 0, 0);
    TRY(SYS_io_uring_register, 0, 0, buffer, 1);
    TRY(SYS_modify_ldt, 0, buffer, 8);
    TRY(SYS_ioperm, 0x80, 1, 1);
    TRY(SYS_iopl, 3);
    TRY(SYS_acct, "/work/acct");
    TRY(SYS_clock_settime, CLOCK_REALTIME, &past);
    TRY(SYS_settimeofday, &past, 0);
    TRY(SYS_adjtimex, &adjustment);
    TRY(SYS_kexec_file_load, 0, 0, 0, 0, 0);
    TRY(SYS_finit_module, 0, "", 0);
    TRY(SYS_delete_module, "loop", O_NONBLOCK);
    TRY(SYS_swapoff, "/work/x");
    TRY(SYS_setdomainname, "x", 1);
    TRY(SYS_quotactl_fd, 0, 0, 0, 0);
    TRY(SYS_vhangup);
    puts(leaks ? "ESCAPED" : "contained");
}
