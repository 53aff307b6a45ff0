// expect: AC
#define _GNU_SOURCE
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
    int done = setuid(0) == 0 || setgid(0) == 0 || seteuid(0) == 0 || setresuid(0, 0, 0) == 0 || setgroups(0, 0) == 0;
    done |= chown("/work", 0, 0) == 0 || mknod("/work/mem", S_IFCHR | 0666, 0x101) == 0;
    const char *with_setuid[] = {"/usr/bin/su", "/usr/bin/passwd", "/usr/bin/newgrp", "/usr/bin/mount"};
    for (int i = 0; i < 4; i++)
        if (fork() == 0) {
            freopen("/dev/null", "w", stderr);
            execl(with_setuid[i], "x", "-c", "echo ESCAPED", NULL);
            _exit(0);
        }
    while (wait(0) > 0) {}
    puts(done || geteuid() == 0 ? "ESCAPED" : "contained");
}
