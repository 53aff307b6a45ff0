/* Process 1 of a sandbox: runs one program under its limits and tells what it did.

   init REPORT CONTROL CPU_MS WALL_MS MEMORY_KB TICK_MS DATA_KB FILE_KB STACK_KB PROCESSES ARCHIVE COMMAND ARGUMENT...

   REPORT and CONTROL are descriptors that the program never gets. The report is one line:

       STATUS CPU_US WALL_US MEMORY_KB STOP

   with wait4's status, and STOP one of - (it ended by itself), c (CPU time), w (wall time), m (memory) or x (whoever
   holds the other end of CONTROL closed it). ARCHIVE is - or a directory: when the program succeeds, the directory goes
   to standard output as a tar archive, and nothing else does.

   C, and small, because its own start and memory would otherwise be taken for the program's. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/statfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { REPORT = 1, CONTROL, CPU_MS, WALL_MS, MEMORY_KB, TICK_MS, DATA_KB, FILE_KB, STACK_KB, PROCESSES, ARCHIVE, COMMAND };

/* What one inode of a tmpfs costs the kernel, so that empty files count as memory too. */
#define INODE_KB 1

static const char *const SCRATCH[] = {"/work", "/tmp"};

struct usage {
    long long cpu_us;  /* of all processes that live */
    long memory_kb;    /* of all processes and of the scratch file systems */
};

static long long now_us(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec * 1000000LL + at.tv_nsec / 1000;
}

static long long reaped_us(struct rusage *children) {
    getrusage(RUSAGE_CHILDREN, children);
    return (children->ru_utime.tv_sec + children->ru_stime.tv_sec) * 1000000LL + children->ru_utime.tv_usec +
           children->ru_stime.tv_usec;
}

static void limit(int resource, rlim_t value) {
    struct rlimit both = {value, value};
    /* A lower limit of the machine's own stays. */
    struct rlimit before;
    if (getrlimit(resource, &before) == 0 && before.rlim_max < value)
        both.rlim_cur = both.rlim_max = before.rlim_max;
    if (setrlimit(resource, &both) != 0)
        _exit(126);
}

static void set_limits(char **argv) {
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, (rlim_t)(atoll(argv[CPU_MS]) / 1000 + 2));
    limit(RLIMIT_DATA, (rlim_t)atoll(argv[DATA_KB]) * 1024);
    limit(RLIMIT_FSIZE, (rlim_t)atoll(argv[FILE_KB]) * 1024);
    limit(RLIMIT_MEMLOCK, 64 * 1024);
    limit(RLIMIT_MSGQUEUE, 0);
    limit(RLIMIT_NICE, 0);
    limit(RLIMIT_NOFILE, 256);
    limit(RLIMIT_NPROC, (rlim_t)atoll(argv[PROCESSES]));
    limit(RLIMIT_RTPRIO, 0);
    limit(RLIMIT_SIGPENDING, 1024);
    limit(RLIMIT_STACK, (rlim_t)atoll(argv[STACK_KB]) * 1024);
}

static size_t read_proc(int pid, const char *file, char *text, size_t size) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", pid, file);
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return 0;
    ssize_t length = read(descriptor, text, size - 1);
    close(descriptor);
    text[length > 0 ? length : 0] = 0;
    return length > 0 ? (size_t)length : 0;
}

static long number_after(const char *text, const char *key) {
    const char *found = strstr(text, key);
    return found != NULL ? atol(found + strlen(key)) : 0;
}

static long scratch_kb(void) {
    long total = 0;
    for (size_t i = 0; i < sizeof SCRATCH / sizeof *SCRATCH; i++) {
        struct statfs fs;
        if (statfs(SCRATCH[i], &fs) == 0)
            total += (long)((fs.f_blocks - fs.f_bfree) * (unsigned long)fs.f_bsize / 1024) +
                     (long)(fs.f_files - fs.f_ffree) * INODE_KB;
    }
    return total;
}

/* Memory that several processes share counts once: proportional shares, which cost the kernel a walk through their page
   tables. So they are taken where the plain sum is above `ceiling_kb`, and otherwise no oftener than every twentieth part
   of the time. */
static struct usage look(long ceiling_kb) {
    static long long next_shares_at;
    static int pids[1024];
    struct usage seen = {0, 0};
    int count = 0;
    long resident_kb = 0, page_kb = sysconf(_SC_PAGESIZE) / 1024;
    char text[2048];
    DIR *proc = opendir("/proc");
    if (proc == NULL)
        return seen;
    for (struct dirent *entry; (entry = readdir(proc)) != NULL;) {
        int pid = atoi(entry->d_name);
        struct timespec used;
        long pages = 0;
        if (pid <= 1)
            continue;
        if (clock_gettime((clockid_t)((~(unsigned)pid << 3) | 2), &used) == 0)
            seen.cpu_us += used.tv_sec * 1000000LL + used.tv_nsec / 1000;
        if (read_proc(pid, "statm", text, sizeof text) && sscanf(text, "%*d %ld", &pages) == 1)
            resident_kb += pages * page_kb;
        if (count < (int)(sizeof pids / sizeof *pids))
            pids[count++] = pid;
    }
    closedir(proc);
    long files_kb = scratch_kb(), shared_files_kb = 0;
    long long started = now_us();
    if ((count > 1 || files_kb > 1024) && (started >= next_shares_at || resident_kb + files_kb > ceiling_kb)) {
        long shares_kb = 0;
        for (int i = 0; i < count; i++)
            if (read_proc(pids[i], "smaps_rollup", text, sizeof text)) {
                shares_kb += number_after(text, "\nPss:");
                shared_files_kb += number_after(text, "\nPss_Shmem:");
            }
        next_shares_at = now_us() + (now_us() - started) * 20;
        resident_kb = shares_kb;
    } else if (count > 1) {
        resident_kb = 0; /* not known this time */
    }
    /* A mapped scratch file is in both numbers. */
    seen.memory_kb = resident_kb + (files_kb > shared_files_kb ? files_kb - shared_files_kb : 0);
    return seen;
}

static void become(char **command, int to_stderr) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    /* When the machine itself runs out of memory, this is the process to lose. */
    int score = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (score >= 0) {
        if (write(score, "1000", 4) != 4) { /* an older kernel; nothing depends on it */
        }
        close(score);
    }
    if (to_stderr)
        dup2(2, 1);
    execv(command[0], command);
    dprintf(2, "cannot start %s: %s\n", command[0], strerror(errno));
    _exit(127);
}

static void reap_all(void) {
    kill(-1, SIGKILL);
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR) {
    }
}

int main(int argc, char **argv) {
    if (argc <= COMMAND || getpid() != 1)
        return 126;
    /* Nobody inside may look at this process's descriptors or memory. */
    prctl(PR_SET_DUMPABLE, 0);
    int report = atoi(argv[REPORT]), control = atoi(argv[CONTROL]);
    fcntl(report, F_SETFD, FD_CLOEXEC);
    fcntl(control, F_SETFD, FD_CLOEXEC);
    long long cpu_limit_us = atoll(argv[CPU_MS]) * 1000, wall_limit_us = atoll(argv[WALL_MS]) * 1000;
    long memory_limit_kb = atol(argv[MEMORY_KB]), peak_kb = 0;
    int archive = strcmp(argv[ARCHIVE], "-") != 0, tick_ms = atoi(argv[TICK_MS]);

    sigset_t child_ended;
    sigemptyset(&child_ended);
    sigaddset(&child_ended, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child_ended, NULL);
    struct pollfd events[] = {{signalfd(-1, &child_ended, SFD_CLOEXEC), POLLIN, 0}, {control, 0, 0}};

    set_limits(argv);
    long long started = now_us();
    pid_t program = fork();
    if (program == 0)
        become(argv + COMMAND, archive);

    int status = 0;
    char stop = program < 0 ? 'x' : '-';
    struct rusage children;
    for (int ended = 0; !ended && stop == '-';) {
        /* The last stretch before the wall limit is waited for exactly. */
        long long left_ms = (started + wall_limit_us - now_us()) / 1000;
        poll(events, 2, left_ms < tick_ms ? (left_ms > 0 ? (int)left_ms : 0) : tick_ms);
        if (events[0].revents) {
            struct signalfd_siginfo signal_read;
            int one;
            if (read(events[0].fd, &signal_read, sizeof signal_read) < 0)
                stop = 'x';
            for (pid_t pid; (pid = waitpid(-1, &one, WNOHANG)) > 0;)
                if (pid == program) {
                    ended = 1;
                    status = one;
                }
            if (ended)
                break;
        }
        struct usage seen = look(memory_limit_kb);
        if (seen.memory_kb > peak_kb)
            peak_kb = seen.memory_kb;
        if (events[1].revents)
            stop = 'x';
        else if (seen.memory_kb > memory_limit_kb)
            stop = 'm';
        else if (seen.cpu_us + reaped_us(&children) > cpu_limit_us)
            stop = 'c';
        else if (now_us() - started >= wall_limit_us)
            stop = 'w';
    }
    long long wall_us = now_us() - started;
    /* What the program leaves in its scratch space counts, even if no look came in time. */
    long files_kb = scratch_kb();
    if (files_kb > peak_kb)
        peak_kb = files_kb;
    reap_all();
    long long cpu_us = reaped_us(&children);
    if (children.ru_maxrss > peak_kb)
        peak_kb = children.ru_maxrss;
    if (archive && stop == '-' && WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        char *tar[] = {"/usr/bin/tar", "--create", "--file=-", "--format=ustar", "--directory", argv[ARCHIVE], ".", NULL};
        pid_t packer = fork();
        if (packer == 0)
            become(tar, 0);
        int packed = 1;
        if (packer < 0 || waitpid(packer, &packed, 0) < 0 || packed != 0)
            stop = 'x';
    }
    dprintf(report, "%d %lld %lld %ld %c\n", status, cpu_us, wall_us, peak_kb, stop);
    return 0;
}
