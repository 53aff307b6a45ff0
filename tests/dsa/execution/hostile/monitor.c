// expect: AC
// Process 1 watches the run and has the same user: takes its descriptors, its time and its turn on the processor away.
#define _GNU_SOURCE
#include <linux/ioprio.h>
#include <sched.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void) {
    static const int limits[] = {RLIMIT_NOFILE, RLIMIT_AS, RLIMIT_CPU, RLIMIT_DATA};
    struct rlimit none = {0, 0}, before;
    struct sched_param lowest = {0};
    struct { unsigned size, policy; unsigned long flags; int nice; unsigned rest[7]; } attributes = {48, SCHED_BATCH, 0, 19, {0}};
    cpu_set_t first;
    CPU_ZERO(&first);
    CPU_SET(0, &first);
    int done = 0;
    for (int i = 0; i < 4; i++) {
        done |= (prlimit(1, limits[i], &none, 0) == 0) << 0;
        done |= (syscall(SYS_prlimit64, 0x100000001, limits[i], &none, 0) == 0) << 1;
    }
    done |= (prlimit(1, RLIMIT_STACK, 0, &before) == 0) << 2;
    done |= (sched_setaffinity(1, sizeof first, &first) == 0) << 3;
    done |= (syscall(SYS_sched_setattr, 1, &attributes, 0) == 0) << 4;
    done |= (setpriority(PRIO_PROCESS, 1, 19) == 0) << 5;
    done |= (syscall(SYS_setpriority, PRIO_PROCESS, 0x100000001, 19) == 0) << 6;
    done |= (setpriority(PRIO_USER, 0, 19) == 0) << 7;
    done |= (setpriority(PRIO_PGRP, 1, 19) == 0) << 8;
    done |= (sched_setscheduler(1, SCHED_IDLE, &lowest) == 0) << 9;
    done |= (sched_setparam(1, &lowest) == 0) << 10;
    done |= (syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 1, IOPRIO_PRIO_VALUE(IOPRIO_CLASS_IDLE, 7)) == 0) << 11;
    done |= (syscall(SYS_ioprio_set, IOPRIO_WHO_USER, getuid(), IOPRIO_PRIO_VALUE(IOPRIO_CLASS_IDLE, 7)) == 0) << 12;
    /* What it does to itself goes on working. */
    int own = (prlimit(0, RLIMIT_NOFILE, 0, &before) != 0) | (setpriority(PRIO_PROCESS, 0, 19) != 0) << 1 |
              (sched_setaffinity(gettid(), sizeof first, &first) != 0) << 2;
    if (own) printf("too much is refused %x\n", own);
    if (done) printf("ESCAPED %x\n", done);
    else puts("contained");
}
