/* Starts one program below this process, keeps its limits and measures it.

   The caller is process 1 of the program's pid namespace, with that namespace's /proc, and has SIGCHLD blocked. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kcmp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* What one inode of a tmpfs costs the kernel, so that empty files count as memory too. */
#define INODE_KB 1
#define MAX_PROCESSES 2048
/* Page tables below this are noise, and reading the exact figure costs as much as all else of one look. */
#define TABLES_KB 512
/* /proc tells the time of children that were waited for in clock ticks, user and system time apart. */
#define CHILDREN_SLACK_US 20000

static const char *const SCRATCH[] = {"/work", "/tmp"};

struct bounds {
    long long cpu_ms, wall_ms;
    long memory_kb;
    int tick_ms;
    long long data_kb, file_kb, stack_kb, processes;
};

struct outcome {
    int status; /* as of wait4 */
    long long cpu_us, wall_us;
    long memory_kb;
    char stop; /* - it ended by itself, c CPU time, w wall time, m memory, x stopped by whoever asked for the run */
};

/* One process as the last look saw it. The kernel adds a child's time to its parent's only when the parent waits for it;
   a parent that ignores SIGCHLD never does. So what children had used when they were last seen is kept beside. */
struct process {
    int pid, parent, memory_pid; /* the thread by which its memory is found: its first one may have ended */
    unsigned long long start;
    long long own_us, waited_us, gone_us;
    long resident_kb, tables_kb;
};

struct table {
    int count;
    struct process rows[MAX_PROCESSES];
};

struct usage {
    long long cpu_us; /* of all processes that live, and of children that nobody waited for */
    long memory_kb;   /* of all processes and of the scratch file systems */
};

static struct table tables[2];
static int current_table;
static long long unwaited_us; /* of children that nobody waited for, by parents that have ended */
static int hurry;             /* so many looks more at the shortest interval */

static long long now_us(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec * 1000000LL + at.tv_nsec / 1000;
}

static long long used_us(const struct rusage *usage) {
    return (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000LL + usage->ru_utime.tv_usec + usage->ru_stime.tv_usec;
}

static long long reaped_us(struct rusage *children) {
    getrusage(RUSAGE_CHILDREN, children);
    return used_us(children);
}

static void limit(int resource, rlim_t value) {
    struct rlimit both = {value, value};
    /* A lower limit of the machine's own stays. */
    struct rlimit before;
    if (getrlimit((__rlimit_resource_t)resource, &before) == 0 && before.rlim_max < value)
        both.rlim_cur = both.rlim_max = before.rlim_max;
    if (setrlimit((__rlimit_resource_t)resource, &both) != 0)
        _exit(126);
}

static void set_limits(const struct bounds *bounds) {
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, (rlim_t)(bounds->cpu_ms / 1000 + 2));
    limit(RLIMIT_DATA, (rlim_t)bounds->data_kb * 1024);
    limit(RLIMIT_FSIZE, (rlim_t)bounds->file_kb * 1024);
    limit(RLIMIT_MEMLOCK, 64 * 1024);
    limit(RLIMIT_MSGQUEUE, 0);
    limit(RLIMIT_NICE, 0);
    limit(RLIMIT_NOFILE, 256);
    limit(RLIMIT_NPROC, (rlim_t)bounds->processes);
    limit(RLIMIT_RTPRIO, 0);
    limit(RLIMIT_SIGPENDING, 1024);
    limit(RLIMIT_STACK, (rlim_t)bounds->stack_kb * 1024);
}

static size_t read_file(const char *path, char *text, size_t size) {
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        text[0] = 0;
        return 0;
    }
    ssize_t length = read(descriptor, text, size - 1);
    close(descriptor);
    text[length > 0 ? length : 0] = 0;
    return length > 0 ? (size_t)length : 0;
}

static size_t read_proc(int pid, const char *file, char *text, size_t size) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", pid, file);
    return read_file(path, text, size);
}

static long number_after(const char *text, const char *key) {
    const char *found = strstr(text, key);
    return found != NULL ? atol(found + strlen(key)) : 0;
}

static long used_kb(const char *path) {
    struct statfs fs;
    if (statfs(path, &fs) != 0)
        return 0;
    return (long)((fs.f_blocks - fs.f_bfree) * (unsigned long)fs.f_bsize / 1024) +
           (long)(fs.f_files - fs.f_ffree) * INODE_KB;
}

static long scratch_kb(void) {
    long total = 0;
    for (size_t i = 0; i < sizeof SCRATCH / sizeof *SCRATCH; i++)
        total += used_kb(SCRATCH[i]);
    return total;
}

/* A process whose first thread has ended shows no memory of its own; the other threads still have all of it. */
static void look_at_other_threads(struct process *row, long page_kb, unsigned long long *size_kb) {
    char path[64], text[256];
    snprintf(path, sizeof path, "/proc/%d/task", row->pid);
    DIR *threads = opendir(path);
    if (threads == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(threads)) != NULL;) {
        int thread = atoi(entry->d_name);
        unsigned long long pages = 0;
        long resident = 0;
        if (thread > 0 && thread != row->pid && read_proc(thread, "statm", text, sizeof text) &&
            sscanf(text, "%llu %ld", &pages, &resident) == 2 && pages > 0) {
            row->memory_pid = thread;
            row->resident_kb = resident * page_kb;
            *size_kb = pages * (unsigned long long)page_kb;
            break;
        }
    }
    closedir(threads);
}

/* Fill in one process; false if it has gone meanwhile. */
static int look_at(int pid, struct process *row) {
    static long page_kb, ticks;
    char text[2048];
    if (page_kb == 0) {
        page_kb = sysconf(_SC_PAGESIZE) / 1024;
        ticks = sysconf(_SC_CLK_TCK);
    }
    /* Its name may hold anything, a closing parenthesis too. */
    const char *after_name = read_proc(pid, "stat", text, sizeof text) ? strrchr(text, ')') : NULL;
    char state;
    long long waited_user, waited_system, threads;
    unsigned long long size;
    long pages;
    *row = (struct process){.pid = pid, .memory_pid = pid};
    if (after_name == NULL || sscanf(after_name,
                                     ") %c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %lld %lld %*d %*d %lld %*d "
                                     "%llu %llu %ld",
                                     &state, &row->parent, &waited_user, &waited_system, &threads, &row->start, &size,
                                     &pages) != 8)
        return 0;
    struct timespec used;
    if (clock_gettime((clockid_t)((~(unsigned)pid << 3) | 2), &used) == 0)
        row->own_us = used.tv_sec * 1000000LL + used.tv_nsec / 1000;
    row->waited_us = (waited_user + waited_system) * 1000000 / ticks;
    row->resident_kb = pages * page_kb;
    unsigned long long size_kb = size / 1024;
    if (size == 0 && threads > 1)
        look_at_other_threads(row, page_kb, &size_kb);
    /* The address space bounds the page tables: 8 bytes for each page of 4 KB. */
    if (size_kb / 512 > TABLES_KB && read_proc(row->memory_pid, "status", text, sizeof text))
        row->tables_kb = number_after(text, "\nVmPTE:");
    return 1;
}

static long long children_us(const struct process *row) {
    return row->waited_us > row->gone_us - CHILDREN_SLACK_US ? row->waited_us : row->gone_us - CHILDREN_SLACK_US;
}

static struct process *find(struct table *table, int pid) {
    int low = 0, high = table->count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (table->rows[middle].pid < pid)
            low = middle + 1;
        else
            high = middle;
    }
    return low < table->count && table->rows[low].pid == pid ? &table->rows[low] : NULL;
}

/* Process 1 has waited for this one: the kernel told its own time and that of the children that it waited for. */
static void reaped(int pid, const struct rusage *usage) {
    struct process *row = find(&tables[current_table], pid);
    if (row == NULL)
        return;
    long long lost = row->gone_us - (used_us(usage) - row->own_us) - CHILDREN_SLACK_US;
    if (lost > 0)
        unwaited_us += lost;
    row->parent = -1;
}

/* Carry over what the look before knew: children that have gone since count with their parent, unless that waited. */
static void follow(struct table *before, struct table *seen) {
    /* A child's number is nearly always above its parent's, so that a family that ends together is added up. */
    for (int i = before->count - 1; i >= 0; i--) {
        struct process *row = &before->rows[i], *now = find(seen, row->pid);
        if (now != NULL && now->start == row->start) {
            now->gone_us = row->gone_us;
            if (row->own_us > now->own_us)
                now->own_us = row->own_us;
        }
    }
    for (int i = before->count - 1; i >= 0; i--) {
        struct process *row = &before->rows[i], *now = find(seen, row->pid), *parent;
        if ((now != NULL && now->start == row->start) || row->parent <= 1)
            continue;
        long long used = row->own_us + (row->gone_us > row->waited_us ? row->gone_us : row->waited_us);
        if ((parent = find(seen, row->parent)) != NULL)
            parent->gone_us += used;
        else if ((parent = find(before, row->parent)) != NULL)
            parent->gone_us += used;
    }
}

/* Whether it has the very memory of its parent, as what vfork and posix_spawn make has until it starts a program. */
static int has_parents_memory(const struct process *row, struct table *table) {
    const struct process *parent = find(table, row->parent);
    return parent != NULL && syscall(SYS_kcmp, row->memory_pid, parent->memory_pid, KCMP_VM, 0, 0) == 0;
}

static long long own_us(void) {
    struct rusage own;
    getrusage(RUSAGE_SELF, &own);
    return used_us(&own);
}

/* Memory that several processes share counts once: proportional shares, which cost the kernel a walk through their page
   tables. So they are taken where the plain sum is above `ceiling_kb`, and otherwise no oftener than costs a twentieth
   part of the time. The cost is processor time: on a busy machine a look lasts long, and the next one would be late. */
static struct usage look(long ceiling_kb) {
    static long long next_shares_at;
    static long created_before;
    struct usage seen = {unwaited_us, 0};
    struct table *before = &tables[current_table], *table = &tables[!current_table];
    long resident_kb = 0, tables_kb = 0;
    char text[2048];
    DIR *proc = opendir("/proc");
    if (proc == NULL)
        return seen;
    int appeared = 0;
    table->count = 0;
    for (struct dirent *entry; (entry = readdir(proc)) != NULL && table->count < MAX_PROCESSES;) {
        int pid = atoi(entry->d_name);
        if (pid > 1 && look_at(pid, &table->rows[table->count])) {
            appeared += find(before, pid) == NULL;
            table->count++;
        }
    }
    closedir(proc);
    follow(before, table);
    current_table = !current_table;
    for (int i = 0; i < table->count; i++) {
        seen.cpu_us += table->rows[i].own_us + children_us(&table->rows[i]);
        resident_kb += table->rows[i].resident_kb;
        tables_kb += table->rows[i].tables_kb;
    }
    /* Where more processes came and went than were seen, the next looks come sooner. */
    const char *created_text = read_file("/proc/loadavg", text, sizeof text) ? strrchr(text, ' ') : NULL;
    long created = created_text != NULL ? atol(created_text) : 0;
    if (created > created_before + appeared + 4)
        hurry = 100;
    else if (hurry > 0)
        hurry--;
    created_before = created;

    long files_kb = scratch_kb(), shared_files_kb = 0;
    int shares = table->count > 1 || files_kb > 1024;
    if (tables_kb <= ceiling_kb && shares && (now_us() >= next_shares_at || resident_kb + files_kb > ceiling_kb)) {
        long long before_us = own_us();
        long shares_kb = 0;
        for (int i = 0; i < table->count; i++)
            if (has_parents_memory(&table->rows[i], table)) {
                continue;
            } else if (read_proc(table->rows[i].memory_pid, "smaps_rollup", text, sizeof text)) {
                shares_kb += number_after(text, "\nPss:") + number_after(text, "\nSwapPss:");
                shared_files_kb += number_after(text, "\nPss_Shmem:");
            } else if (errno == EACCES) {
                /* One that has made itself undumpable may not be looked into, and has all that it shares counted. */
                shares_kb += table->rows[i].resident_kb;
            }
        next_shares_at = now_us() + (own_us() - before_us) * 20;
        resident_kb = shares_kb;
    } else if (table->count > 1) {
        resident_kb = 0; /* not known this time */
    }
    /* A mapped scratch file is in both numbers. */
    seen.memory_kb = resident_kb + tables_kb + (files_kb > shared_files_kb ? files_kb - shared_files_kb : 0);
    return seen;
}

/* When the machine itself runs out of memory, this is the process to lose. It is on its way to become the program, and
   nothing of ours is in it any more that somebody may not look at; until then its /proc files are root's. */
static void prefer_for_oom(void) {
    prctl(PR_SET_DUMPABLE, 1);
    int score = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (score >= 0) {
        if (write(score, "1000", 4) != 4) { /* an older kernel; nothing depends on it */
        }
        close(score);
    }
}

static void reap_all(void) {
    kill(-1, SIGKILL);
    struct rusage usage;
    for (pid_t pid; (pid = wait4(-1, NULL, 0, &usage)) > 0 || errno == EINTR;)
        if (pid > 0)
            reaped(pid, &usage);
}

/* What the control group has used, in microseconds: of version 1 a number of nanoseconds, of version 2 a line. */
static long long group_us(int descriptor) {
    char text[256];
    ssize_t length = pread(descriptor, text, sizeof text - 1, 0);
    if (length <= 0)
        return 0;
    text[length] = 0;
    return strncmp(text, "usage_usec ", 11) == 0 ? atoll(text + 11) : atoll(text) / 1000;
}

/* Wait for the program to end or to reach a limit, then end all that it started. `control`, a pipe or a socket, hangs up
   when the run is to be stopped; `group` is the file of its control group that tells the CPU time, or -1. */
static struct outcome watch(pid_t program, const struct bounds *bounds, int control, int group, long long started,
                            long long group_before) {
    struct outcome told = {.stop = program < 0 ? 'x' : '-'};
    struct rusage children;
    sigset_t child_ended;
    sigemptyset(&child_ended);
    sigaddset(&child_ended, SIGCHLD);
    struct pollfd events[] = {{signalfd(-1, &child_ended, SFD_CLOEXEC), POLLIN, 0}, {control, POLLRDHUP, 0}};
    long long cpu_limit_us = bounds->cpu_ms * 1000, wall_limit_us = bounds->wall_ms * 1000, own_before = own_us();
    for (int ended = 0; !ended && told.stop == '-';) {
        /* The last stretch before the wall limit is waited for exactly. */
        long long left_ms = (started + wall_limit_us - now_us()) / 1000;
        int tick_ms = hurry > 0 ? 1 : bounds->tick_ms;
        poll(events, 2, left_ms < tick_ms ? (left_ms > 0 ? (int)left_ms : 0) : tick_ms);
        if (events[0].revents) {
            struct signalfd_siginfo signal_read;
            struct rusage usage;
            int one;
            if (read(events[0].fd, &signal_read, sizeof signal_read) < 0)
                told.stop = 'x';
            for (pid_t pid; (pid = wait4(-1, &one, WNOHANG, &usage)) > 0;) {
                reaped(pid, &usage);
                if (pid == program) {
                    ended = 1;
                    told.status = one;
                }
            }
            if (ended)
                break;
        }
        struct usage seen = look(bounds->memory_kb);
        /* A child that was waited for between two steps of one look seems lost until the next one. */
        if (group < 0 && seen.cpu_us + reaped_us(&children) > cpu_limit_us)
            seen = look(bounds->memory_kb);
        if (group >= 0)
            seen.cpu_us = group_us(group) - group_before - (own_us() - own_before);
        else
            seen.cpu_us += reaped_us(&children);
        if (seen.memory_kb > told.memory_kb)
            told.memory_kb = seen.memory_kb;
        if (events[1].revents)
            told.stop = 'x';
        else if (seen.memory_kb > bounds->memory_kb)
            told.stop = 'm';
        else if (seen.cpu_us > cpu_limit_us)
            told.stop = 'c';
        else if (now_us() - started >= wall_limit_us)
            told.stop = 'w';
    }
    told.wall_us = now_us() - started;
    close(events[0].fd);
    /* What the program leaves in its scratch space counts, even if no look came in time. */
    long files_kb = scratch_kb();
    if (files_kb > told.memory_kb)
        told.memory_kb = files_kb;
    reap_all();
    told.cpu_us = reaped_us(&children) + unwaited_us;
    if (group >= 0) {
        long long group_cpu_us = group_us(group) - group_before - (own_us() - own_before);
        told.cpu_us = group_cpu_us > 0 ? group_cpu_us : 0;
    }
    if (children.ru_maxrss > told.memory_kb)
        told.memory_kb = children.ru_maxrss;
    return told;
}
