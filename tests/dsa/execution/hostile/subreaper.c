// expect: TLE
// Orphans become its own children instead of those of process 1, and nobody waits for them.
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>
static void burn(double seconds) {
    struct timespec used;
    do clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    while (used.tv_sec + used.tv_nsec / 1e9 < seconds);
}
int main(void) {
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    signal(SIGCHLD, SIG_IGN);
    for (int i = 0; i < 100; i++) {
        int ends[2];
        char none;
        if (pipe(ends) != 0) return 1;
        if (fork() == 0) {
            if (fork() == 0) burn(0.025);
            _exit(0);
        }
        close(ends[1]);
        if (read(ends[0], &none, 1) != 0) return 1;
        close(ends[0]);
    }
    puts("ESCAPED");
}
