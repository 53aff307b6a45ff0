// expect: AC
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
static char block[1 << 16];
int main(void) {
    long total = 0;
    int ends[2];
    while (pipe2(ends, O_NONBLOCK) == 0) {
        fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
        for (long n; (n = write(ends[1], block, sizeof block)) > 0;) total += n;
    }
    puts(total < (256L << 20) ? "contained" : "ESCAPED");
}
