// expect: AC
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
static char block[1 << 12];
int main(void) {
    long total = 0;
    int ends[2];
    while (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) == 0)
        for (long n; (n = write(ends[1], block, sizeof block)) > 0;) total += n;
    puts(total < (128L << 20) ? "contained" : "ESCAPED");
}
