/* /box, the submission's files: a file system of the container's own, filled from an archive and emptied afterwards.

   Not a directory of the host: /proc/self/mountinfo would tell a program where on the host it lies, and files would stay
   there. An archive is a sealed file that holds, for each of its files, its name below /box, its mode in octal and its
   size, each ended by a zero, and then its bytes. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define BOX "/box"
#define MAX_BOX_PATH 4096

/* The word at *at, which moves behind it. NULL where none ends before `end`. */
static const char *next_word(const char **at, const char *end) {
    const char *word = *at, *zero = word < end ? memchr(word, 0, (size_t)(end - word)) : NULL;
    if (zero == NULL)
        return NULL;
    *at = zero + 1;
    return word;
}

static int make_parents(char *path, size_t below) {
    for (char *slash = strchr(path + below, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        int failed = mkdir(path, 0755) != 0 && errno != EEXIST;
        *slash = '/';
        if (failed)
            return -1;
    }
    return 0;
}

static int make_file(const char *path, mode_t mode, const char *bytes, size_t size) {
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (descriptor < 0)
        return -1;
    while (size > 0) {
        ssize_t written = write(descriptor, bytes, size);
        if (written < 0 && errno != EINTR)
            break;
        bytes += written > 0 ? written : 0;
        size -= written > 0 ? (size_t)written : 0;
    }
    return close(descriptor) == 0 && size == 0 ? 0 : -1;
}

/* Write the archive's files below `root`. Whoever made it has seen to it that no name leads elsewhere. */
static int unpack(const char *root, const char *at, const char *end) {
    char path[MAX_BOX_PATH];
    while (at < end) {
        const char *name = next_word(&at, end), *mode = next_word(&at, end), *length = next_word(&at, end);
        if (name == NULL || mode == NULL || length == NULL)
            return -1;
        long long size = atoll(length);
        int used = snprintf(path, sizeof path, "%s/%s", root, name);
        if (size < 0 || size > end - at || used < 0 || (size_t)used >= sizeof path ||
            make_parents(path, strlen(root) + 1) != 0 ||
            make_file(path, (mode_t)strtoul(mode, NULL, 8) & 0777, at, (size_t)size) != 0)
            return -1;
        at += size;
    }
    return 0;
}

static int fill_box(int archive) {
    struct stat found;
    if (fstat(archive, &found) != 0)
        return -1;
    if (found.st_size == 0)
        return 0;
    char *bytes = mmap(NULL, (size_t)found.st_size, PROT_READ, MAP_PRIVATE, archive, 0);
    if (bytes == MAP_FAILED)
        return -1;
    int failed = unpack(BOX, bytes, bytes + found.st_size);
    munmap(bytes, (size_t)found.st_size);
    return failed;
}

/* Remove all that is in the directory, and close it. */
static int empty_folder(int folder) {
    DIR *list = folder >= 0 ? fdopendir(folder) : NULL;
    int failed = list == NULL;
    if (failed && folder >= 0)
        close(folder);
    for (struct dirent *entry; !failed && (entry = readdir(list)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (unlinkat(folder, entry->d_name, 0) == 0)
            continue;
        failed = empty_folder(openat(folder, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) != 0 ||
                 unlinkat(folder, entry->d_name, AT_REMOVEDIR) != 0;
    }
    if (list != NULL)
        closedir(list);
    return failed ? -1 : 0;
}

static int empty_box(void) { return empty_folder(open(BOX, O_RDONLY | O_DIRECTORY | O_CLOEXEC)); }
