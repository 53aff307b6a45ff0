// expect: AC
// Each locked byte of a file is a record in the kernel, which is in no account. Their number has no limit.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
    static const int commands[] = {F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW};
    int real = 0;
    for (int i = 0; i < 4; i++) {
        char name[] = {'0' + i, 0};
        int file = open(name, O_CREAT | O_RDWR, 0600), status;
        if (file < 0) puts("no file");
        struct flock byte = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 7, .l_len = 1};
        fcntl(file, commands[i], &byte);
        if (fork() == 0) {
            /* Only a lock that is kept is in another's way. */
            byte.l_pid = 0;
            _exit(fcntl(open(name, O_RDWR), F_SETLK, &byte) != 0);
        }
        wait(&status);
        real |= (status != 0) << i;
    }
    if (real) printf("ESCAPED %x\n", real);
    else puts("contained");
}
