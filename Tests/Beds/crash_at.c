// Loaded before the C library: kills the process with SIGKILL at the n-th call of a kind on a recording.
// CRASH_AT=KIND:N:WHEN, KIND one of write, fdatasync, rename, ftruncate, open; WHEN before, half (of the
// bytes of a write) or after.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char kind[16], when[16];
static int nth;
static atomic_int count;

__attribute__((constructor)) static void begin(void) {
    const char *text = getenv("CRASH_AT");
    if (text) sscanf(text, "%15[^:]:%d:%15s", kind, &nth, when);
}

static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

static int is_recording(const char *path) { return strstr(path, ".mcap.partial") != NULL; }

static int is_recording_file(int file) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return is_recording(path);
}

// Whether this is the call at which the process dies.
static int is_it(const char *name) {
    return strcmp(name, kind) == 0 && atomic_fetch_add(&count, 1) + 1 == nth;
}

ssize_t write(int file, const void *bytes, size_t size) {
    ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    if (!nth || !is_recording_file(file) || !is_it("write")) return real(file, bytes, size);
    if (!strcmp(when, "before")) die();
    real(file, bytes, !strcmp(when, "half") ? size / 2 : size);
    die();
    return -1;
}

#define AROUND(name, is_recorded, call)          \
    if (!nth || !(is_recorded) || !is_it(name)) return call; \
    if (!strcmp(when, "before")) die();          \
    (void)call;                                  \
    die();                                       \
    return -1;

int fdatasync(int file) {
    int (*real)(int) = dlsym(RTLD_NEXT, "fdatasync");
    AROUND("fdatasync", is_recording_file(file), real(file))
}

int ftruncate(int file, off_t size) {
    int (*real)(int, off_t) = dlsym(RTLD_NEXT, "ftruncate");
    AROUND("ftruncate", is_recording_file(file), real(file, size))
}

int rename(const char *from, const char *to) {
    int (*real)(const char *, const char *) = dlsym(RTLD_NEXT, "rename");
    AROUND("rename", is_recording(from), real(from, to))
}

int open(const char *path, int flags, ...) {
    int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
    va_list list;
    va_start(list, flags);
    mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;
    va_end(list);
    AROUND("open", (flags & O_CREAT) && is_recording(path), real(path, flags, mode))
}
