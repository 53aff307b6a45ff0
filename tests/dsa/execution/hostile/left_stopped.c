// expect: AC
// Children that are stopped, that wait for one of theirs, that ignore everything, and that are traced by their parent.
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
    for (int i = 0; i < 4; i++) {
        if (fork() != 0) continue;
        for (int number = 1; number < 65; number++) signal(number, SIG_IGN);
        setsid();
        if (i == 0 && vfork() == 0)
            for (;;) pause();
        if (i == 1 && ptrace(PTRACE_TRACEME, 0, 0, 0) == 0) write(1, "ESCAPED\n", 8);
        if (i < 3) raise(SIGSTOP);
        for (;;) pause();
    }
    int status, stopped = 0;
    while (stopped < 2 && waitpid(-1, &status, WUNTRACED) > 0) stopped += WIFSTOPPED(status);
    puts("contained");
}
