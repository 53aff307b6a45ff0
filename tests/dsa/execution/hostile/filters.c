// expect: AC
// Programs for the kernel's own interpreter by other ways than bpf(): filters of sockets and of system calls.
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void) {
    struct sock_filter all[] = {BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    struct sock_filter ask[] = {BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF)};
    struct sock_fprog allow = {1, all}, notify = {1, ask};
    int done = 0, one = socket(AF_UNIX, SOCK_STREAM, 0), program = 3;
    if (one < 0) puts("no socket");
    done |= (setsockopt(one, SOL_SOCKET, SO_ATTACH_FILTER, &allow, sizeof allow) == 0) << 0;
    done |= (setsockopt(one, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &allow, sizeof allow) == 0) << 1;
    done |= (setsockopt(one, SOL_SOCKET, SO_ATTACH_BPF, &program, sizeof program) == 0) << 2;
    done |= (syscall(SYS_setsockopt, one, SOL_SOCKET, 0x100000000UL | SO_ATTACH_FILTER, &allow, sizeof allow) == 0) << 3;
    done |= (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &allow) == 0) << 4;
    done |= (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &allow, 0, 0) == 0) << 5;
    /* The last: it would wait for an answer of its own at its next call. */
    int child = fork();
    if (child == 0) {
        if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &notify) >= 0)
            for (;;) {}
        _exit(0);
    }
    if (done) printf("ESCAPED %x\n", done);
    else puts("contained");
}
