/* A 3D mouse for the kernel's own HID, input and evdev layers, through /dev/uhid.
 *
 *   uhid_feed DESCRIPTOR NAME VENDOR PRODUCT < reports
 *
 * DESCRIPTOR is a file of hexadecimal bytes (lines with # are comments), VENDOR and PRODUCT are
 * hexadecimal. Reports are lines of `<ms since the last> <hexadecimal bytes>`; the clock starts
 * when a program has opened the device, and anew where the input had nothing for a while. `hold <ms>`
 * waits without a report. At the end of the input the device is unplugged, at SIGTERM in the middle
 * of it. Tells on standard output, with monotonic nanoseconds:
 *
 *   opened NS, closed NS         by programs, the first and the last of them
 *   report NS HEX                what the device has just sent
 *   output NS HEX                what it was sent: the light
 *   destroyed NS
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <linux/uhid.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int device;
static int is_open;
static volatile sig_atomic_t is_pulled;
/* Signals are taken while it waits, and only then. */
static sigset_t while_waiting;

static void pull(int signal_number) {
    (void)signal_number;
    is_pulled = 1;
}

static int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int hexadecimal(const char *text, uint8_t *bytes, int capacity) {
    int count = 0;
    while (count < capacity && *text) {
        if (*text == '#') {
            while (*text && *text != '\n') text++;
        } else if (isxdigit((unsigned char)text[0]) && isxdigit((unsigned char)text[1])) {
            char pair[3] = {text[0], text[1], 0};
            bytes[count++] = (uint8_t)strtol(pair, NULL, 16);
            text += 2;
        } else {
            text++;
        }
    }
    return count;
}

static void tell(const char *what, int64_t at, const uint8_t *bytes, int count) {
    printf("%s %lld ", what, (long long)at);
    for (int i = 0; i < count; i++) printf("%02x", bytes[i]);
    printf("\n");
}

/* Answers what the kernel asks of the device. A query that nobody answers would hold the program
 * that opened it for seconds. */
static void answer(void) {
    struct uhid_event asked, reply = {0};
    if (read(device, &asked, sizeof asked) <= 0) return;
    switch (asked.type) {
    case UHID_OPEN:
        is_open = 1;
        tell("opened", now_ns(), NULL, 0);
        break;
    case UHID_CLOSE: tell("closed", now_ns(), NULL, 0); break;
    case UHID_OUTPUT: tell("output", now_ns(), asked.u.output.data, asked.u.output.size); break;
    case UHID_GET_REPORT:
        reply.type = UHID_GET_REPORT_REPLY;
        reply.u.get_report_reply.id = asked.u.get_report.id;
        reply.u.get_report_reply.err = EIO;
        if (write(device, &reply, sizeof reply) < 0) perror("reply");
        break;
    case UHID_SET_REPORT:
        reply.type = UHID_SET_REPORT_REPLY;
        reply.u.set_report_reply.id = asked.u.set_report.id;
        if (write(device, &reply, sizeof reply) < 0) perror("reply");
        break;
    default: break;
    }
}

static void unplug(void) {
    struct uhid_event event = {.type = UHID_DESTROY};
    tell("destroyed", now_ns(), NULL, 0);
    if (write(device, &event, sizeof event) < 0) perror("destroy");
    /* The kernel has taken it apart, and told who had it open on the way. */
    tell("gone", now_ns(), NULL, 0);
    exit(0);
}

static int wait_for(struct pollfd *polled, nfds_t count, const struct timespec *timeout) {
    int ready = ppoll(polled, count, timeout, &while_waiting);
    if (is_pulled) unplug();
    return ready;
}

static void serve_until(int64_t deadline) {
    for (;;) {
        int64_t left = deadline - now_ns();
        if (left < 0) left = 0;
        struct timespec timeout = {left / 1000000000, left % 1000000000};
        struct pollfd polled = {device, POLLIN, 0};
        if (wait_for(&polled, 1, &timeout) <= 0) return;
        answer();
    }
}

/* The next line of the input; the kernel gets its answers while there is none.
 * - Returns: whether there is one. */
static int next_line(char *line, int capacity, int64_t *due) {
    static char input[65536];
    static int begin, end;
    for (;;) {
        char *stop = memchr(input + begin, '\n', (size_t)(end - begin));
        if (stop) {
            int length = (int)(stop - (input + begin));
            snprintf(line, (size_t)capacity, "%.*s", length, input + begin);
            begin += length + 1;
            return 1;
        }
        memmove(input, input + begin, (size_t)(end - begin));
        end -= begin;
        begin = 0;
        if (end == sizeof input) return 0;
        struct pollfd polled[] = {{STDIN_FILENO, POLLIN, 0}, {device, POLLIN, 0}};
        if (poll(polled, 1, 0) == 0) {
            if (wait_for(polled, 2, NULL) < 0 && errno != EINTR) return 0;
            if (*due < now_ns()) *due = now_ns();
        }
        if (polled[1].revents) answer();
        if (!polled[0].revents) continue;
        ssize_t count = read(STDIN_FILENO, input + end, sizeof input - (size_t)end);
        if (count <= 0) return 0;
        end += (int)count;
    }
}

static void create(const char *path, const char *name, const char *vendor, const char *product) {
    static char text[16384];
    FILE *file = fopen(path, "r");
    if (!file) {
        perror(path);
        exit(1);
    }
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    struct uhid_event event = {.type = UHID_CREATE2};
    struct uhid_create2_req *made = &event.u.create2;
    snprintf((char *)made->name, sizeof made->name, "%s", name);
    snprintf((char *)made->phys, sizeof made->phys, "usb-guest-%s/input0", product);
    made->rd_size = hexadecimal(text, made->rd_data, sizeof made->rd_data);
    made->bus = BUS_USB;
    made->vendor = strtol(vendor, NULL, 16);
    made->product = strtol(product, NULL, 16);
    made->version = 0x111;
    if (write(device, &event, sizeof event) < 0) {
        perror("uhid create");
        exit(1);
    }
}

int main(int count, char **arguments) {
    if (count != 5) return 2;
    setvbuf(stdout, NULL, _IOLBF, 0);
    sigset_t pulled;
    sigemptyset(&pulled);
    sigaddset(&pulled, SIGTERM);
    sigprocmask(SIG_BLOCK, &pulled, &while_waiting);
    sigdelset(&while_waiting, SIGTERM);
    signal(SIGTERM, pull);
    device = open("/dev/uhid", O_RDWR | O_CLOEXEC);
    if (device < 0) {
        perror("/dev/uhid");
        return 1;
    }
    create(arguments[1], arguments[2], arguments[3], arguments[4]);
    int64_t patience = now_ns() + 30000000000;
    while (!is_open && now_ns() < patience) serve_until(now_ns() + 10000000);
    char line[512];
    int64_t due = now_ns();
    while (next_line(line, sizeof line, &due)) {
        int is_hold = strncmp(line, "hold", 4) == 0;
        char *rest;
        due += (int64_t)(strtod(line + (is_hold ? 4 : 0), &rest) * 1e6);
        serve_until(due);
        if (is_hold) continue;
        struct uhid_event event = {.type = UHID_INPUT2};
        event.u.input2.size = hexadecimal(rest, event.u.input2.data, 64);
        /* Before the write: a reader may have its line out before this program runs again. */
        int64_t at = now_ns();
        if (write(device, &event, sizeof event) < 0) perror("report");
        tell("report", at, event.u.input2.data, event.u.input2.size);
    }
    serve_until(due + 30000000);
    unplug();
}
