// expect: AC
// Each process hands on to a child and ends, to be gone before a signal finds it; the first one succeeds.
#include <stdio.h>
#include <unistd.h>
int main(void) {
    puts("contained");
    fflush(stdout);
    if (fork() != 0)
        return 0;
    setsid();
    for (;;)
        if (fork() > 0)
            _exit(0);
}
