// expect: TLE
// Children of a few milliseconds that nobody waits for: their times are in no parent's sum, and few are seen at work.
#include <signal.h>
#include <time.h>
#include <unistd.h>
int main(void) {
    struct sigaction none = {.sa_handler = SIG_DFL, .sa_flags = SA_NOCLDWAIT};
    sigaction(SIGCHLD, &none, 0);
    for (;;) {
        if (fork() == 0) {
            struct timespec used;
            do clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
            while (used.tv_nsec < 8000000);
            _exit(0);
        }
        usleep(8000);
    }
}
