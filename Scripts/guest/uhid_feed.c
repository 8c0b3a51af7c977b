/* A 3D mouse for the kernel's own HID, input and evdev layers, through /dev/uhid.
 *
 *   uhid_feed DESCRIPTOR NAME VENDOR PRODUCT < reports
 *
 * DESCRIPTOR is a file of hexadecimal bytes (lines with # are comments), VENDOR and PRODUCT are
 * hexadecimal. Reports are lines of `<ms since the last> <hexadecimal bytes>`; the clock starts
 * when a program has opened the device. `hold <ms>` waits without a report. At the end of the input
 * the device is unplugged. Tells on standard output, with monotonic nanoseconds:
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
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int device;
static int is_open;

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

static void serve_until(int64_t deadline) {
    for (;;) {
        int64_t left = deadline - now_ns();
        if (left < 0) left = 0;
        struct timespec timeout = {left / 1000000000, left % 1000000000};
        struct pollfd polled = {device, POLLIN, 0};
        if (ppoll(&polled, 1, &timeout, NULL) <= 0) return;
        answer();
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
    while (fgets(line, sizeof line, stdin)) {
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
    struct uhid_event event = {.type = UHID_DESTROY};
    tell("destroyed", now_ns(), NULL, 0);
    if (write(device, &event, sizeof event) < 0) perror("destroy");
    return 0;
}
