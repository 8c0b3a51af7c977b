/* A test bed of pretend input devices: starts a program in which they exist, and does to them what
 * it is told on standard input. One command per line, one answer per line on standard error.
 *
 *   umockdev-wrapper mousebed PROGRAM ARGUMENT...
 *
 *   add DESCRIPTION NODE IOCTLS   plug in: a .umockdev file and its .ioctl file
 *   announce SYSPATH              one more "add": the first comes before the device is complete
 *   pipe NODE PATH                frames of this node go into this named pipe: see straight_read.c
 *   start                         start the program
 *   frame NODE T C V [T C V]...   events and a SYN_REPORT, as numbers
 *   torn NODE T C V [T C V]...    events without the SYN_REPORT
 *   lights NODE                   what the program wrote to the device since last asked
 *   hangup NODE                   the device's end closes: the program sees POLLHUP
 *   remove SYSPATH                unplug
 *   wait                          wait for the program's end; the answer is its exit status
 *
 * Events are stamped with CLOCK_MONOTONIC, as by a kernel that was asked to. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/input.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <umockdev.h>
#include <unistd.h>

static UMockdevTestbed *bed;
/* The one node whose frames go past umockdev. */
static char piped_node[256];
static int pipe_end = -1;

static void answer(const char *text) { fprintf(stderr, "%s\n", text); }

static struct input_event event(int type, int code, int value) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    struct input_event made = {.type = type, .code = code, .value = value};
    made.input_event_sec = now.tv_sec;
    made.input_event_usec = now.tv_nsec / 1000;
    return made;
}

static void send_events(const char *node, char *rest, int is_complete) {
    struct input_event events[32];
    int count = 0, type, code, value, used;
    while (count < 31 && sscanf(rest, "%d %d %d%n", &type, &code, &value, &used) == 3) {
        events[count++] = event(type, code, value);
        rest += used;
    }
    if (is_complete) events[count++] = event(EV_SYN, SYN_REPORT, 0);
    int is_piped = pipe_end >= 0 && strcmp(node, piped_node) == 0;
    int descriptor = is_piped ? pipe_end : umockdev_testbed_get_dev_fd(bed, node);
    ssize_t size = count * sizeof events[0];
    answer(descriptor >= 0 && write(descriptor, events, size) == size ? "ok" : "failed");
}

static void add(const char *description, const char *node, const char *ioctls) {
    GError *error = NULL;
    if (!umockdev_testbed_add_from_file(bed, description, &error)
        || !umockdev_testbed_load_ioctl(bed, node, ioctls, &error)) {
        answer(error->message);
        g_error_free(error);
        return;
    }
    answer("ok");
}

static void tell_lights(const char *node) {
    int descriptor = umockdev_testbed_get_dev_fd(bed, node);
    struct pollfd polled = {descriptor, POLLIN, 0};
    struct input_event read_back;
    fprintf(stderr, "lights");
    while (poll(&polled, 1, 50) > 0 && (polled.revents & POLLIN)
           && read(descriptor, &read_back, sizeof read_back) == sizeof read_back)
        if (read_back.type == EV_LED) fprintf(stderr, " %d=%d", read_back.code, read_back.value);
    answer("");
}

static void hang_up(const char *node) {
    int descriptor = umockdev_testbed_get_dev_fd(bed, node);
    /* The library keeps the name of the pseudo-terminal behind this node, and would stop when a
     * later device got the same one. */
    char terminal[64] = "", path[4096];
    if (ptsname_r(descriptor, terminal, sizeof terminal) == 0) {
        for (char *c = terminal; *c; c++)
            if (*c == '/') *c = '_';
        gchar *root = umockdev_testbed_get_root_dir(bed);
        snprintf(path, sizeof path, "%s/dev/.ptymap/%s", root, terminal);
        unlink(path);
        g_free(root);
    }
    close(descriptor);
    answer("ok");
}

int main(int count, char **arguments) {
    if (count < 2) return 2;
    bed = umockdev_testbed_new();
    if (!bed) return 2;
    pid_t program = -1;
    int status = 0;
    char line[1024], a[256], b[256], c[256];
    while (fgets(line, sizeof line, stdin)) {
        int used = 0;
        if (sscanf(line, "add %255s %255s %255s", a, b, c) == 3) {
            add(a, b, c);
        } else if (sscanf(line, "pipe %255s %255s", piped_node, a) == 2) {
            /* For reading too: it never closes for want of a reader. */
            pipe_end = open(a, O_RDWR | O_NONBLOCK | O_CLOEXEC);
            answer(pipe_end >= 0 ? "ok" : "cannot be opened");
        } else if (strncmp(line, "start", 5) == 0) {
            program = fork();
            if (program == 0) {
                execvp(arguments[1], arguments + 1);
                perror(arguments[1]);
                _exit(127);
            }
            answer("ok");
        } else if (sscanf(line, "frame %255s%n", a, &used) == 1) {
            send_events(a, line + used, 1);
        } else if (sscanf(line, "torn %255s%n", a, &used) == 1) {
            send_events(a, line + used, 0);
        } else if (sscanf(line, "lights %255s", a) == 1) {
            tell_lights(a);
        } else if (sscanf(line, "hangup %255s", a) == 1) {
            hang_up(a);
        } else if (sscanf(line, "announce %255s", a) == 1) {
            umockdev_testbed_uevent(bed, a, "add");
            answer("ok");
        } else if (sscanf(line, "remove %255s", a) == 1) {
            umockdev_testbed_uevent(bed, a, "remove");
            umockdev_testbed_remove_device(bed, a);
            answer("ok");
        } else if (strncmp(line, "wait", 4) == 0) {
            waitpid(program, &status, 0);
            fprintf(stderr, "ended %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : 99);
            program = -1;
        } else {
            answer("unknown command");
        }
    }
    if (program > 0) {
        kill(program, SIGTERM);
        waitpid(program, NULL, 0);
    }
    g_object_unref(bed);
    return 0;
}
