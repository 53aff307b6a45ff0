// expect: AC
// Typing into a terminal that somebody else reads.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void) {
    int own = posix_openpt(O_RDWR | O_NOCTTY);
    int typed = open("/dev/tty", O_RDWR) >= 0;
    if (own >= 0) {
        typed |= ioctl(own, TIOCSTI, "x") == 0;
        typed |= syscall(SYS_ioctl, own, 0x100000000UL | TIOCSTI, "x") == 0;
    }
    for (int fd = 0; fd < 3; fd++) typed |= ioctl(fd, TIOCSTI, "x") == 0;
    puts(typed ? "ESCAPED" : "contained");
}
