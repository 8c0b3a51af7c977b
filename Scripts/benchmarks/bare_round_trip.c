/* A round trip with nothing around it, as a measure for ours: a message of BYTES to another process, and
 * back. The same pace, the same transport, keys as ours.
 *
 *   bare_round_trip zmq ADDRESS BYTES TRIPS     DEALER and ROUTER with CURVE
 *   bare_round_trip udp PORT BYTES TRIPS        two datagram sockets on the loopback
 *
 * One line of JSON. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

enum { WARM_UP = 200, LONGEST = 65000 };
static char message[LONGEST];
static double spans[1 << 20];

static void need(int is_fine, const char *what) {
    if (is_fine) return;
    fprintf(stderr, "bare_round_trip: %s failed: %s\n", what, zmq_strerror(zmq_errno()));
    exit(1);
}

static double now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static void set_text(void *socket, int option, const char *text) {
    need(zmq_setsockopt(socket, option, text, strlen(text)) == 0, "a key");
}

static void echo_zmq(const char *address, const char *public_key, const char *secret_key) {
    void *socket = zmq_socket(zmq_ctx_new(), ZMQ_ROUTER);
    int yes = 1;
    need(zmq_setsockopt(socket, ZMQ_CURVE_SERVER, &yes, sizeof yes) == 0, "CURVE");
    set_text(socket, ZMQ_CURVE_PUBLICKEY, public_key);
    set_text(socket, ZMQ_CURVE_SECRETKEY, secret_key);
    need(zmq_bind(socket, address) == 0, "bind");
    for (;;) {
        char sender[256];
        int from = zmq_recv(socket, sender, sizeof sender, 0);
        int size = zmq_recv(socket, message, sizeof message, 0);
        need(from > 0 && size > 0, "echo");
        zmq_send(socket, sender, from, ZMQ_SNDMORE);
        zmq_send(socket, message, size, 0);
    }
}

static void *dealer(const char *address, const char *public_key, const char *secret_key) {
    char own_public[41], own_secret[41];
    void *socket = zmq_socket(zmq_ctx_new(), ZMQ_DEALER);
    need(zmq_curve_keypair(own_public, own_secret) == 0, "keys");
    set_text(socket, ZMQ_CURVE_SERVERKEY, public_key);
    set_text(socket, ZMQ_CURVE_PUBLICKEY, own_public);
    set_text(socket, ZMQ_CURVE_SECRETKEY, own_secret);
    need(zmq_connect(socket, address) == 0, "connect");
    (void)secret_key;
    return socket;
}

static int udp(struct sockaddr_in *to, int port, int is_bound) {
    int descriptor = socket(AF_INET, SOCK_DGRAM, 0);
    *to = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port)};
    to->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (is_bound) need(bind(descriptor, (void *)to, sizeof *to) == 0, "bind");
    return descriptor;
}

static void echo_udp(int port) {
    struct sockaddr_in own, from;
    int descriptor = udp(&own, port, 1);
    for (;;) {
        socklen_t size = sizeof from;
        ssize_t got = recvfrom(descriptor, message, sizeof message, 0, (void *)&from, &size);
        if (got > 0) sendto(descriptor, message, got, 0, (void *)&from, size);
    }
}

static int order(const void *a, const void *b) {
    double one = *(const double *)a, other = *(const double *)b;
    return (one > other) - (one < other);
}

int main(int count, char **arguments) {
    if (count != 5) return 2;
    int is_zmq = strcmp(arguments[1], "zmq") == 0;
    int bytes = atoi(arguments[3]), trips = atoi(arguments[4]);
    if (bytes < 1 || bytes > LONGEST || trips < 1 || trips > 1 << 19) return 2;
    char public_key[41], secret_key[41];
    need(zmq_curve_keypair(public_key, secret_key) == 0, "keys");
    pid_t other = fork();
    if (other == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (is_zmq) echo_zmq(arguments[2], public_key, secret_key);
        else echo_udp(atoi(arguments[2]));
    }
    usleep(300000);
    struct sockaddr_in cell;
    void *socket = is_zmq ? dealer(arguments[2], public_key, secret_key) : NULL;
    int descriptor = is_zmq ? -1 : udp(&cell, atoi(arguments[2]), 0);
    for (int trip = 0; trip < trips + WARM_UP; trip++) {
        usleep(1000);
        double began = now_us();
        if (is_zmq) {
            need(zmq_send(socket, message, bytes, 0) == bytes, "send");
            need(zmq_recv(socket, message, sizeof message, 0) == bytes, "receive");
        } else {
            need(sendto(descriptor, message, bytes, 0, (void *)&cell, sizeof cell) == bytes, "send");
            need(recv(descriptor, message, sizeof message, 0) == bytes, "receive");
        }
        if (trip >= WARM_UP) spans[trip - WARM_UP] = now_us() - began;
    }
    kill(other, SIGKILL);
    qsort(spans, trips, sizeof *spans, order);
    printf("{\"figure\": \"%s\", \"median_us\": %.3f, \"p99_us\": %.3f, \"worst_us\": %.3f, \"bytes\": %d}\n",
           arguments[1], spans[trips / 2], spans[trips * 99 / 100], spans[trips - 1], bytes);
    return 0;
}
