// expect: AC
// Open files that lie in messages on their way are in no process's table, and may hold memory.
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
int main(void) {
    int pair[2], file = open("/dev/null", O_RDONLY), sent = 0, batch[100];
    if (file < 0 || socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) != 0) return 1;
    for (int i = 0; i < 100; i++) batch[i] = file;
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof batch)];
    } control;
    memset(&control, 0, sizeof control);
    control.header = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof batch), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
    memcpy(CMSG_DATA(&control.header), batch, sizeof batch);
    struct iovec part = {"x", 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    for (int i = 0; i < 400 && socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0; i++)
        while (sendmsg(pair[0], &message, MSG_DONTWAIT) == 1) sent += 100;
    if (sent > 0 && sent < 1000) puts("contained");
    else printf("ESCAPED %d\n", sent);
}
