// expect: MLE
// cpu: 2
// A process that may not be looked into does not tell what it shares with others, so it seems to have no memory.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) abort();
    /* Nobody waits for the child, whose peak is thus told to nobody. */
    signal(SIGCHLD, SIG_IGN);
    if (fork() == 0) {
        for (int i = 0; i < 200; i++) {
            memset(malloc(1 << 20), 1, 1 << 20);
            usleep(500);
        }
        _exit(0);
    }
    wait(0);
    puts("ESCAPED");
}
