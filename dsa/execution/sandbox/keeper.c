/* Process 1 of a standing container: serves one run after another, each in namespaces of its own.

   keeper LISTENER FILTER MAX_RUNS CALM_MS IDLE_SECONDS ENVIRONMENT_WORDS ENVIRONMENT... COMMAND...

   LISTENER is a SEQPACKET socket; each connection brings one run, and a request gets one answer back. A request to run
   (run.h) gets "done" and the report of the run's process 1, "lost" where that was killed, or "empty" where /box does not
   hold the files that it names. Whoever asked ends the run by shutting the connection down. A request to fill /box, which
   may come before it, is the words TOKEN and FILES, with the archive (box.h) as its only descriptor, and gets "done" or
   "lost". One that says that a submission is over is the word TOKEN, without a descriptor, and gets no answer. After a
   run, or when nobody has asked for IDLE_SECONDS, the keeper may end: the next one who connects starts another.

   ENVIRONMENT and COMMAND are those of the Python interpreter for which a zygote is kept ready; without a COMMAND there is
   none. Programs of two submissions never share a zygote, a network namespace or /box. The container is looked through and
   emptied before another submission may use it: when its submission is over, or once nothing has run for CALM_MS.
   Upon any doubt the keeper ends, and all that is in it. */
#include "run.h"
#include "box.h"

#define ZYGOTE_SOCKET 200
#define ZYGOTE_STACK_KB (64 * 1024)
#define BOX_SIZE "256m"
#define NAME_BYTES 128
#define ANSWER_BYTES 1024

static struct request request;
static struct sock_fprog filter;
static char current[NAME_BYTES]; /* the token of the submission that uses the container, or empty */
static char filled[NAME_BYTES];  /* what /box holds, or empty */
static pid_t zygote;
static int to_zygote = -1, zygote_works = 1;
static char **zygote_environment, **zygote_command;

/* The filter is handed over as a descriptor and kept in memory. */
static int read_filter(int descriptor, struct sock_fprog *filter) {
    static struct sock_filter instructions[4096];
    ssize_t length = pread(descriptor, instructions, sizeof instructions, 0);
    close(descriptor);
    if (length <= 0 || length % (ssize_t)sizeof *instructions != 0)
        return -1;
    filter->len = (unsigned short)(length / (ssize_t)sizeof *instructions);
    filter->filter = instructions;
    return 0;
}

static int same_words(char **left, char **right) {
    for (; *left != NULL && *right != NULL; left++, right++)
        if (strcmp(*left, *right) != 0)
            return 0;
    return *left == NULL && *right == NULL;
}

static void end_zygote(void) {
    if (zygote > 0) {
        kill(zygote, SIGKILL);
        while (waitpid(zygote, NULL, 0) < 0 && errno == EINTR) {
        }
    }
    if (to_zygote >= 0)
        close(to_zygote);
    zygote = 0;
    to_zygote = -1;
}

static void be_zygote(int socket) {
    int input = (int)syscall(SYS_memfd_create, "stdin", 0), output[2];
    struct rlimit stack = {(rlim_t)ZYGOTE_STACK_KB * 1024, (rlim_t)ZYGOTE_STACK_KB * 1024};
    /* Streams of the kinds that programs get, as the interpreter looks at them when it starts; and no /box to run. */
    if (unshare(CLONE_NEWNS) != 0 || mount("tmpfs", "/box", "tmpfs", MS_NOSUID | MS_NODEV, "size=4k,mode=0755") != 0 ||
        setrlimit(RLIMIT_STACK, &stack) != 0 || input < 0 || pipe(output) != 0 || dup2(input, 0) < 0 ||
        dup2(output[1], 1) < 0 || dup2(output[1], 2) < 0 || dup2(socket, ZYGOTE_SOCKET) < 0 || chdir("/work") != 0 ||
        syscall(SYS_close_range, 3, ZYGOTE_SOCKET - 1, 0) != 0 || syscall(SYS_close_range, ZYGOTE_SOCKET + 1, ~0u, 0) != 0)
        _exit(125);
    execve(zygote_command[0], zygote_command, zygote_environment);
    _exit(125);
}

static int remember(char *name, const char *given) {
    size_t bytes = strlen(given) + 1;
    if (bytes > NAME_BYTES)
        return -1;
    memcpy(name, given, bytes);
    return 0;
}

static int forget_files(void) {
    int failed = filled[0] != 0 && empty_box() != 0;
    filled[0] = 0;
    return failed ? -1 : 0;
}

/* An empty /box, a new network namespace and a new zygote, none of which has seen a program. */
static int renew(void) {
    int pair[2] = {-1, -1};
    end_zygote();
    if (forget_files() != 0)
        return -1;
    int wanted = zygote_works && *zygote_command != NULL;
    /* Made before, so that nothing of ours is in the namespace in which another submission's sockets will be looked for. */
    if (wanted && socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        return -1;
    if (unshare(CLONE_NEWNET) != 0)
        return -1;
    current[0] = 0;
    if (!wanted)
        return 0;
    zygote = fork();
    if (zygote == 0)
        be_zygote(pair[1]);
    close(pair[1]);
    to_zygote = pair[0];
    struct iovec parts[] = {{filter.filter, filter.len * sizeof *filter.filter}};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = 1};
    if (zygote < 0 || sendmsg(to_zygote, &message, MSG_NOSIGNAL) < 0)
        end_zygote();
    return 0;
}

/* It says so once it stands where it is held back. One that ends instead is of a Python that looks elsewhere. */
static int zygote_is_ready(void) {
    static pid_t known;
    char word[16];
    if (zygote <= 0 || zygote == known)
        return zygote > 0;
    if (recv(to_zygote, word, sizeof word, 0) <= 0) {
        end_zygote();
        zygote_works = 0;
        return 0;
    }
    known = zygote;
    return 1;
}

/* Whether nothing is here but what belongs here. */
static int is_clean(void) {
    char text[4096];
    DIR *proc = opendir("/proc");
    if (proc == NULL)
        return 0;
    int strangers = 0;
    for (struct dirent *entry; (entry = readdir(proc)) != NULL;) {
        int pid = atoi(entry->d_name);
        strangers += pid > 1 && pid != zygote;
    }
    closedir(proc);
    /* A socket that lies in its own queue outlives its program, and its name would tell the next one something. */
    read_file("/proc/net/unix", text, sizeof text);
    char *end = strchr(text, '\n');
    return strangers == 0 && end != NULL && end[1] == 0;
}

static int run_in_zygote(void) {
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int) * MAX_DESCRIPTORS)];
    } control;
    memset(&control, 0, sizeof control);
    struct iovec part = {request.text, request.length};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control};
    size_t size = sizeof(int) * (size_t)request.descriptor_count;
    message.msg_controllen = CMSG_SPACE(size);
    control.header = (struct cmsghdr){.cmsg_len = CMSG_LEN(size), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
    memcpy(CMSG_DATA(&control.header), request.descriptors, size);
    int sent = sendmsg(to_zygote, &message, MSG_NOSIGNAL) >= 0, status = -1;
    close_descriptors(&request);
    if (!sent || recv(to_zygote, &status, sizeof status, 0) != sizeof status) {
        end_zygote();
        return -1;
    }
    return status;
}

/* A zygote has looked at a standard input that is a file. A pipe, from a validator, is for an interpreter of its own. */
static int reads_pipe(void) {
    struct stat input;
    return fstat(request.descriptors[STDIN], &input) == 0 && S_ISFIFO(input.st_mode);
}

/* What the next submission needs is made before it comes. */
static int make_ready(void) {
    return is_clean() ? renew() : -1;
}

/* Let the container be of this submission alone. */
static int belong_to(const char *token) {
    if (strcmp(token, current) == 0)
        return 0;
    if (current[0] != 0 && make_ready() != 0)
        return -1;
    return remember(current, token);
}

/* A whole archive in /box, or the end. */
static int fill(int connection, const char *token, const char *files) {
    int done = belong_to(token) == 0 && forget_files() == 0 && remember(filled, files) == 0 &&
               fill_box(request.descriptors[0]) == 0;
    close_descriptors(&request);
    const char *word = done ? "done" : "lost";
    send(connection, word, strlen(word), MSG_NOSIGNAL);
    return done ? 0 : -1;
}

/* Put what process 1 gets of us beside what came with the request: a pipe for its report, whose other end this returns,
   and the connection, at whose end it stops. */
static int add_report_and_control(int connection) {
    int report[2], *given = request.descriptors, group = request.descriptor_count > GIVEN ? given[GIVEN] : -1;
    if (pipe2(report, O_CLOEXEC) != 0)
        return -1;
    given[REPORT] = report[1];
    given[CONTROL] = fcntl(connection, F_DUPFD_CLOEXEC, 0);
    given[GROUP] = group;
    request.descriptor_count = group < 0 ? GROUP : MAX_DESCRIPTORS;
    if (given[CONTROL] >= 0)
        return report[0];
    close(report[0]);
    return -1;
}

static int run(int connection) {
    int is_program, report = -1;
    char said[ANSWER_BYTES];
    const char *word = "done";
    if (belong_to(request.fixed[TOKEN]) != 0) {
        close_descriptors(&request);
        return -1;
    }
    if (strcmp(request.fixed[FILES], filled) != 0) {
        close_descriptors(&request);
        word = "empty";
    } else if ((report = add_report_and_control(connection)) < 0) {
        close_descriptors(&request);
        return -1;
    } else {
        /* Waited for whatever runs: a run's processor time is that of the group, in which an interpreter that still
           starts would be told, and limited, as the program's. */
        int is_ready = zygote_is_ready();
        int copy = is_ready && same_words(request.arguments, zygote_command) && !reads_pipe();
        if ((copy ? run_in_zygote() : serve(&request, &filter, 0, &is_program)) != 0)
            word = "lost";
    }
    int length = snprintf(said, sizeof said, "%s ", word);
    if (report >= 0) {
        /* Whoever could write has ended. */
        ssize_t more = read(report, said + length, sizeof said - (size_t)length);
        length += more > 0 ? (int)more : 0;
        close(report);
    }
    send(connection, said, (size_t)length, MSG_NOSIGNAL);
    return 0;
}

/* What a connection brings. `asks_to_run` becomes 0 where it only says that a submission is over. */
static int answer(int connection, int *asks_to_run) {
    while (receive(connection, &request) == 1) {
        const char *at = request.text, *end = at + request.length;
        const char *token = next_word(&at, end), *files = next_word(&at, end);
        if (request.descriptor_count == 0 && token != NULL && files == NULL) {
            *asks_to_run = 0;
            return strcmp(token, current) == 0 ? make_ready() : 0;
        }
        if (request.descriptor_count >= GIVEN && request.descriptor_count <= GIVEN + 1 && parse(&request) == 0)
            return run(connection);
        if (request.descriptor_count != 1 || token == NULL || files == NULL)
            break;
        if (fill(connection, token, files) != 0)
            return -1;
    }
    close_descriptors(&request);
    return 0;
}

int main(int argc, char **argv) {
    if (argc < 7 || getpid() != 1)
        return 126;
    int listener = atoi(argv[1]), runs_left = atoi(argv[3]), words = atoi(argv[6]);
    int calm_ms = atoi(argv[4]), idle_ms = atoi(argv[5]) * 1000;
    prctl(PR_SET_DUMPABLE, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (words < 0 || 7 + words > argc || read_filter(atoi(argv[2]), &filter) != 0)
        return 126;
    zygote_environment = calloc((size_t)words + 1, sizeof *zygote_environment);
    if (zygote_environment == NULL)
        return 126;
    memcpy(zygote_environment, argv + 7, (size_t)words * sizeof *argv);
    zygote_command = argv + 7 + words;
    fcntl(listener, F_SETFD, FD_CLOEXEC);
    umask(022);
    /* The view that bubblewrap made belongs to a user namespace above, and cannot be changed from in here. */
    if (unshare(CLONE_NEWNS) != 0 || mount("tmpfs", BOX, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755,size=" BOX_SIZE) != 0 ||
        renew() != 0)
        return 125;
    struct pollfd caller = {listener, POLLIN, 0};
    for (;;) {
        int ready = poll(&caller, 1, current[0] != 0 ? calm_ms : idle_ms);
        if (ready < 0 && errno != EINTR)
            return 125;
        if (ready == 0) {
            /* A moment of calm: the submission's worker may be lost. */
            if (current[0] == 0 || make_ready() != 0)
                return 0;
            continue;
        }
        int connection = ready > 0 ? accept4(listener, NULL, NULL, SOCK_CLOEXEC) : -1;
        if (connection < 0)
            continue;
        int asks_to_run = 1, going = answer(connection, &asks_to_run) == 0;
        close(connection);
        runs_left -= asks_to_run;
        if (!going || runs_left <= 0)
            return 0;
    }
}
