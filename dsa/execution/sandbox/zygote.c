/* Loaded into a Python interpreter: holds it back at its first look at the script, and lets copies of it go on from there.

   The keeper preloads this library. The interpreter starts as always; where it asks for the status of /box/main.py, of
   which it has read nothing by then, it serves runs instead (run.h), and in each run's program the call simply returns.
   Everything that the interpreter has done until then is the same for every script. */
#include "run.h"

#define ZYGOTE_SOCKET 200
#define SCRIPT "/box/main.py"
#define VARIABLE "LD_PRELOAD="

extern char **environ;

/* Before the interpreter copies its environment: programs neither see nor pass on the variable that loads this. */
__attribute__((constructor)) static void hide(void) {
    for (char **at = environ; at != NULL && *at != NULL; at++)
        if (strncmp(*at, VARIABLE, strlen(VARIABLE)) == 0) {
            memset(*at, 0, strlen(*at));
            do
                at[0] = at[1];
            while (*at++ != NULL);
            return;
        }
}

static void serve_runs(void) {
    static struct request request;
    struct sock_filter *instructions = calloc(4096, sizeof *instructions);
    struct sock_fprog filter = {0, instructions};
    int is_program, status;
    ssize_t length;
    prctl(PR_SET_DUMPABLE, 0);
    if (instructions == NULL || (length = recv(ZYGOTE_SOCKET, instructions, 4096 * sizeof *instructions, 0)) <= 0)
        _exit(125);
    filter.len = (unsigned short)((size_t)length / sizeof *instructions);
    if (send(ZYGOTE_SOCKET, "ready", 5, MSG_NOSIGNAL) < 0)
        _exit(125);
    for (;;) {
        if (receive(ZYGOTE_SOCKET, &request) != 1)
            _exit(0);
        status = parse(&request) == 0 && request.descriptor_count >= GROUP
                     ? serve(&request, &filter, 1, &is_program)
                     : -1;
        if (status == 0 && is_program) {
            free(instructions);
            return;
        }
        close_descriptors(&request);
        if (send(ZYGOTE_SOCKET, &status, sizeof status, MSG_NOSIGNAL) < 0)
            _exit(0);
    }
}

static void hold(const char *path) {
    static int held;
    if (!held && path != NULL && strcmp(path, SCRIPT) == 0) {
        held = 1;
        serve_runs();
        errno = 0;
    }
}

/* The interpreter calls one of these, by its C library and how it was built. */
int stat(const char *restrict path, struct stat *restrict found) {
    hold(path);
    return fstatat(AT_FDCWD, path, found, 0);
}

int stat64(const char *restrict path, struct stat64 *restrict found) {
    hold(path);
    return fstatat64(AT_FDCWD, path, found, 0);
}
