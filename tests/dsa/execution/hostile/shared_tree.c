// expect: AC
// What would let two runs see each other through files that both have, and what troubles the whole machine.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void) {
    int file = open("/usr/bin/env", O_RDONLY), bad = 0;
    struct flock query = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};
    if (file < 0) bad |= 1;
    if (flock(file, LOCK_SH) == 0) bad |= 2;
    if (fcntl(file, F_GETLK, &query) == 0) bad |= 4;
    if (fcntl(file, F_OFD_GETLK, &query) == 0) bad |= 8;
    if (inotify_init1(0) >= 0) bad |= 16;
    if (syscall(1000, 0, 0, 0) != -1 || errno != ENOSYS) bad |= 32;
    if (madvise((void *)((unsigned long)&bad & ~4095ul), 4096, 21) == 0) bad |= 64;
    sync();
    if (bad) printf("ESCAPED %d\n", bad);
    else puts("contained");
}
