/* Process 1 of a sandbox: runs one program under its limits and tells what it did.

   init REPORT CONTROL CPU_MS WALL_MS MEMORY_KB TICK_MS DATA_KB FILE_KB STACK_KB PROCESSES ARCHIVE COMMAND ARGUMENT...

   REPORT and CONTROL are descriptors that the program never gets. The report is one line:

       STATUS CPU_US WALL_US MEMORY_KB STOP

   with the fields of `struct outcome`; STOP is x if whoever holds the other end of CONTROL closed it. ARCHIVE is - or a
   directory: when the program succeeds, the directory goes to standard output as a tar archive, and nothing else does.

   C, and small, because its own start and memory would otherwise be taken for the program's. */
#include "monitor.h"

enum { REPORT = 1, CONTROL, CPU_MS, WALL_MS, MEMORY_KB, TICK_MS, DATA_KB, FILE_KB, STACK_KB, PROCESSES, ARCHIVE, COMMAND };

static void become(char **command, int to_stderr) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prefer_for_oom();
    if (to_stderr)
        dup2(2, 1);
    execv(command[0], command);
    dprintf(2, "cannot start %s: %s\n", command[0], strerror(errno));
    _exit(127);
}

int main(int argc, char **argv) {
    if (argc <= COMMAND || getpid() != 1)
        return 126;
    /* Nobody inside may look at this process's descriptors or memory. */
    prctl(PR_SET_DUMPABLE, 0);
    int report = atoi(argv[REPORT]), control = atoi(argv[CONTROL]);
    fcntl(report, F_SETFD, FD_CLOEXEC);
    fcntl(control, F_SETFD, FD_CLOEXEC);
    int archive = strcmp(argv[ARCHIVE], "-") != 0;
    struct bounds bounds = {
        .cpu_ms = atoll(argv[CPU_MS]),
        .wall_ms = atoll(argv[WALL_MS]),
        .memory_kb = atol(argv[MEMORY_KB]),
        .tick_ms = atoi(argv[TICK_MS]),
        .data_kb = atoll(argv[DATA_KB]),
        .file_kb = atoll(argv[FILE_KB]),
        .stack_kb = atoll(argv[STACK_KB]),
        .processes = atoll(argv[PROCESSES]),
    };
    sigset_t child_ended;
    sigemptyset(&child_ended);
    sigaddset(&child_ended, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child_ended, NULL);

    set_limits(&bounds);
    long long started = now_us();
    pid_t program = fork();
    if (program == 0)
        become(argv + COMMAND, archive);
    struct outcome told = watch(program, &bounds, control, -1, started, 0);
    if (archive && told.stop == '-' && WIFEXITED(told.status) && WEXITSTATUS(told.status) == 0) {
        char *tar[] = {"/usr/bin/tar", "--create", "--file=-", "--format=ustar", "--directory", argv[ARCHIVE], ".", NULL};
        pid_t packer = fork();
        if (packer == 0)
            become(tar, 0);
        int packed = 1;
        if (packer < 0 || waitpid(packer, &packed, 0) < 0 || packed != 0)
            told.stop = 'x';
    }
    dprintf(report, "%d %lld %lld %ld %c\n", told.status, told.cpu_us, told.wall_us, told.memory_kb, told.stop);
    return 0;
}
