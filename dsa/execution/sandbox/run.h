/* Serves one run: reads a request, starts process 1 of new namespaces for it, and that starts and watches the program.

   Part of the keeper and of the Python zygote, which differ only in where the program comes from: an exec, or a copy of an
   interpreter that stands just before it would read its script. */
#include "monitor.h"
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>

/* A request is one datagram: these words, then the arguments, then the environment, each ended by a zero. TOKEN names the
   submission, FILES what /box has to hold. With it come the first GIVEN of the descriptors below, and GROUP, from which the
   control group's CPU time is read, where there is such a group. The keeper adds the others. */
enum {
    TOKEN,
    FILES,
    CPU_MS,
    WALL_MS,
    MEMORY_KB,
    TICK_MS,
    DATA_KB,
    FILE_KB,
    STACK_KB,
    PROCESSES,
    SCRATCH_BYTES,
    ARCHIVE,
    ARGUMENTS,
    FIRST
};
enum { STDIN, STDOUT, STDERR, GIVEN, REPORT = GIVEN, CONTROL, GROUP, MAX_DESCRIPTORS };

#define MAX_REQUEST_BYTES (128 * 1024)
#define MAX_WORDS 4096
#define LAST_CAPABILITY 63
#define NEW_NAMESPACES (CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC)

struct request {
    char text[MAX_REQUEST_BYTES];
    size_t length;
    char *words[MAX_WORDS + 2]; /* arguments and environment, each list ended by NULL */
    char **arguments, **environment;
    char *fixed[FIRST];
    int descriptors[MAX_DESCRIPTORS];
    int descriptor_count;
};

static int parse(struct request *request) {
    int fixed = 0, words = 0;
    long arguments = 0;
    if (request->length == 0 || request->text[request->length - 1] != 0)
        return -1;
    request->environment = NULL;
    for (char *at = request->text; at < request->text + request->length; at += strlen(at) + 1) {
        if (fixed < FIRST) {
            request->fixed[fixed++] = at;
            if (fixed == FIRST)
                arguments = atol(request->fixed[ARGUMENTS]);
            continue;
        }
        if (words >= MAX_WORDS)
            return -1;
        request->words[words++] = at;
        if (words == arguments) {
            request->words[words++] = NULL;
            request->environment = &request->words[words];
        }
    }
    request->words[words] = NULL;
    request->arguments = request->words;
    return fixed == FIRST && arguments > 0 && request->environment != NULL ? 0 : -1;
}

/* 1 for a request, 0 when the other end hung up, -1 for anything else. */
static int receive(int from, struct request *request) {
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int) * MAX_DESCRIPTORS)];
    } control;
    struct iovec part = {request->text, sizeof request->text - 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t length;
    while ((length = recvmsg(from, &message, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR) {
    }
    request->descriptor_count = 0;
    request->length = length > 0 ? (size_t)length : 0;
    if (length <= 0)
        return length == 0 ? 0 : -1;
    struct cmsghdr *first = CMSG_FIRSTHDR(&message);
    if (first != NULL && first->cmsg_level == SOL_SOCKET && first->cmsg_type == SCM_RIGHTS) {
        request->descriptor_count = (int)((first->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        memcpy(request->descriptors, CMSG_DATA(first), sizeof(int) * (size_t)request->descriptor_count);
    }
    return message.msg_flags & (MSG_TRUNC | MSG_CTRUNC) ? -1 : 1;
}

static void close_descriptors(struct request *request) {
    for (int i = 0; i < request->descriptor_count; i++)
        close(request->descriptors[i]);
    request->descriptor_count = 0;
}

/* Any of these that fails ends the program before a line of foreign code has run. */
static void give_up_privileges(const struct sock_fprog *filter) {
    for (unsigned long capability = 0; capability <= LAST_CAPABILITY; capability++)
        if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0 && errno != EINVAL)
            _exit(126);
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[2] = {{0, 0, 0}, {0, 0, 0}};
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0 || syscall(SYS_capset, &header, none) != 0 ||
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, filter) != 0)
        _exit(126);
}

/* In the program's process: descriptors 0, 1 and 2, no other, no privilege. Returns ready to become the program. */
static void enter(const struct request *request, const struct sock_fprog *filter, int output) {
    sigset_t none;
    sigemptyset(&none);
    if (setsid() < 0 || dup2(request->descriptors[STDIN], 0) < 0 || dup2(request->descriptors[output], 1) < 0 ||
        dup2(request->descriptors[STDERR], 2) < 0 || chdir("/work") != 0 || syscall(SYS_close_range, 3, ~0u, 0) != 0 ||
        sigprocmask(SIG_SETMASK, &none, NULL) != 0)
        _exit(126);
    prefer_for_oom();
    give_up_privileges(filter);
}

static void start(const struct request *request, const struct sock_fprog *filter, int output, char **arguments) {
    enter(request, filter, output);
    execve(arguments[0], arguments, request->environment);
    dprintf(2, "cannot start %s: %s\n", arguments[0], strerror(errno));
    _exit(127);
}

/* Process 1 of the new namespaces. Returns only in the program of a zygote (`copy`), which then goes on by itself. */
static void be_init(const struct request *request, const struct sock_fprog *filter, int copy) {
    struct bounds bounds = {
        .cpu_ms = atoll(request->fixed[CPU_MS]),
        .wall_ms = atoll(request->fixed[WALL_MS]),
        .memory_kb = atol(request->fixed[MEMORY_KB]),
        .tick_ms = atoi(request->fixed[TICK_MS]),
        .data_kb = atoll(request->fixed[DATA_KB]),
        .file_kb = atoll(request->fixed[FILE_KB]),
        .stack_kb = atoll(request->fixed[STACK_KB]),
        .processes = atoll(request->fixed[PROCESSES]),
    };
    char options[64], *archive = request->fixed[ARCHIVE];
    int packed = strcmp(archive, "-") != 0, group = request->descriptor_count > GROUP ? request->descriptors[GROUP] : -1;
    /* If the keeper goes, so does the run. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    snprintf(options, sizeof options, "mode=0755,size=%s", request->fixed[SCRATCH_BYTES]);
    umask(022);
    /* A zygote's own view hides /box, so that an interpreter that is not held back finds nothing to run. */
    if (copy && umount2("/box", MNT_DETACH) != 0)
        _exit(125);
    if (mount(NULL, "/box", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV, NULL) != 0)
        _exit(125);
    if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) != 0)
        _exit(125);
    for (size_t i = 0; i < sizeof SCRATCH / sizeof *SCRATCH; i++)
        if (mount("tmpfs", SCRATCH[i], "tmpfs", MS_NOSUID | MS_NODEV, options) != 0)
            _exit(125);
    sigset_t child_ended;
    sigemptyset(&child_ended);
    sigaddset(&child_ended, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child_ended, NULL);
    set_limits(&bounds);
    long long started = now_us(), group_before = group >= 0 ? group_us(group) : 0;
    pid_t program = fork();
    if (program == 0) {
        if (copy) {
            enter(request, filter, STDOUT);
            return;
        }
        start(request, filter, packed ? STDERR : STDOUT, request->arguments);
    }
    struct outcome told = watch(program, &bounds, request->descriptors[CONTROL], group, started, group_before);
    if (packed && told.stop == '-' && WIFEXITED(told.status) && WEXITSTATUS(told.status) == 0) {
        char *tar[] = {"/usr/bin/tar", "--create", "--file=-", "--format=ustar", "--directory", archive, ".", NULL};
        pid_t packer = fork();
        if (packer == 0)
            start(request, filter, STDOUT, tar);
        int status = 1;
        if (packer < 0 || waitpid(packer, &status, 0) < 0 || status != 0)
            told.stop = 'x';
    }
    /* The kernel would give this memory back a little after the report, and the next run's limit counts from what is used.
       Where a program left nothing, there is nothing to wait for. */
    for (size_t i = 0; i < sizeof SCRATCH / sizeof *SCRATCH; i++)
        if (used_kb(SCRATCH[i]) > INODE_KB)
            umount2(SCRATCH[i], MNT_DETACH);
    dprintf(request->descriptors[REPORT], "%d %lld %lld %ld %c\n", told.status, told.cpu_us, told.wall_us, told.memory_kb,
            told.stop);
    _exit(0);
}

/* Do the whole run and wait for its end: 0 when its process 1 told the outcome. */
static int serve(struct request *request, const struct sock_fprog *filter, int copy, int *is_program) {
    /* Not glibc's fork, which has no flags; the program itself is made by fork, for what glibc has to renew in a copy. */
    long init = syscall(SYS_clone, NEW_NAMESPACES | SIGCHLD, 0, 0, 0, 0);
    *is_program = 0;
    if (init == 0) {
        be_init(request, filter, copy);
        *is_program = 1;
        return 0;
    }
    close_descriptors(request);
    int status = -1;
    if (init < 0)
        return -1;
    while (waitpid((pid_t)init, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}
