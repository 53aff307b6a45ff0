// expect: AC
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>
int main(void) {
    struct sched_param first = {1};
    struct rlimit more = {RLIM_INFINITY, RLIM_INFINITY};
    int gained = nice(-5) != -1 || setpriority(PRIO_PROCESS, 0, -20) == 0 ||
                 sched_setscheduler(0, SCHED_FIFO, &first) == 0 || setrlimit(RLIMIT_NPROC, &more) == 0 ||
                 setrlimit(RLIMIT_FSIZE, &more) == 0 || setrlimit(RLIMIT_NOFILE, &more) == 0 ||
                 setrlimit(RLIMIT_CPU, &more) == 0;
    mlockall(MCL_FUTURE);
    puts(gained ? "ESCAPED" : "contained");
}
