/* Starts bubblewrap: joins cgroups, gives up root, becomes the command.

   launch UID FD,FD,... DETACH COMMAND ARGUMENT...

   A program of its own because a large Python process pays tens of milliseconds when it has to fork for these steps,
   while it can spawn this one without copying anything. Joining before the command exists leaves no moment in which it
   runs outside its cgroups. UID 0 keeps the caller's user; the list of descriptors may be "-". DETACH is 1 for a command
   that outlives the caller: it gets a session of its own, and this process tells its number and ends at once. */
#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int fail(const char *what) {
    fprintf(stderr, "talentsync-launch: %s: %s\n", what, strerror(errno));
    return 125;
}

int main(int argc, char **argv) {
    if (argc < 5) {
        errno = EINVAL;
        return fail("usage");
    }
    if (strcmp(argv[3], "1") == 0) {
        pid_t child = fork();
        if (child < 0)
            return fail("fork");
        if (child > 0) {
            printf("%d\n", (int)child);
            return 0;
        }
        setsid();
        dup2(0, 1); /* the caller reads the number to the end of the stream */
    }
    uid_t uid = (uid_t)strtoul(argv[1], NULL, 10);
    if (strcmp(argv[2], "-") != 0)
        for (char *name = strtok(argv[2], ","); name != NULL; name = strtok(NULL, ",")) {
            int descriptor = atoi(name);
            if (write(descriptor, "0", 1) != 1)
                return fail("cannot join the cgroup");
            close(descriptor);
        }
    if (uid != 0 && (setgroups(0, NULL) != 0 || setresgid(uid, uid, uid) != 0 || setresuid(uid, uid, uid) != 0))
        return fail("cannot drop to the slot's user");
    execv(argv[4], argv + 4);
    return fail(argv[4]);
}
