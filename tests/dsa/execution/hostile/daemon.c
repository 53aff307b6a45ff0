// expect: AC
// Outlives its parent, in a session of its own, with the standard streams open.
#include <stdio.h>
#include <unistd.h>
int main(void) {
    if (fork() == 0) {
        setsid();
        if (fork() == 0)
            for (;;) sleep(1000);
        _exit(0);
    }
    puts("contained");
    return 0;
}
