// expect: TLE
// The times of children that nobody waits for are in no parent's sum.
#include <signal.h>
#include <unistd.h>
int main(void) {
    signal(SIGCHLD, SIG_IGN);
    for (;;)
        if (fork() == 0) {
            for (volatile long i = 0; i < 20000000; i++) {}
            _exit(0);
        }
}
