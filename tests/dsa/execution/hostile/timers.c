// expect: AC
// Timers and queued signals are records in the kernel; timers also go on when nobody looks at them.
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>
int main(void) {
    int timers = 0, queued = 0;
    timer_t timer;
    sigset_t some;
    sigemptyset(&some);
    sigaddset(&some, SIGRTMIN);
    sigprocmask(SIG_BLOCK, &some, 0);
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN};
    while (queued < 20000 && sigqueue(getpid(), SIGRTMIN, (union sigval){0}) == 0) queued++;
    while (timers < 20000 && timer_create(CLOCK_MONOTONIC, &event, &timer) == 0) {
        struct itimerspec often = {{0, 1000}, {0, 1000}};
        timer_settime(timer, 0, &often, 0);
        timers++;
    }
    if (timers + queued < 4096 && queued > 0) puts("contained");
    else printf("ESCAPED %d %d\n", timers, queued);
}
