/*
 * The load generator where a JVM cannot keep up: modes echo, open and fairness, with the options, the checks and the
 * result of the one in Java. Linux, one thread, one epoll, no library.
 *
 *     cc -O2 -o generator generator.c && ./generator --port 7777 --connections 100 --depth 64 --duration 3s
 *
 * A message is a frame `length 4 · id 4 · payload`, and its payload `burn 4 · author 4 · sequence 4 · check 4 · a window
 * into a fixed random table`, all little-endian. Author is the number of the connection; check and window follow from
 * the three before them, so a foreign, doubled, swapped or changed reply is seen.
 *
 * Latencies go into buckets of 1/128 of their value: what is reported is at most 0.8 % above what was measured.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "this generator writes its integers as they are in memory, which must be little-endian"
#endif

#define MILLI 1000000LL
#define SECOND 1000000000LL

enum { HEAD = 8, LEAST = 16, WINDOWS = 4096, CHUNK = 1 << 16, OPENING_AT_ONCE = 64, EVENTS = 256 };

/* ---- options ---------------------------------------------------------------------------------------------------- */

enum mode { ECHO, OPEN, FAIRNESS };
static const char *const MODES[] = {"echo", "open", "fairness"};

static struct {
    enum mode mode;
    const char *host;
    int port, connections, depth, payload, burn, id;
    int64_t warmup, duration, timeout;
    double rate;
    uint64_t seed;
} opt = {ECHO, "127.0.0.1", 0, 1, 1, 32, 0, 1, SECOND, 3 * SECOND, 10 * SECOND, 10, 1};

static void die(int status, const char *format, ...) {
    va_list args;
    va_start(args, format);
    fputs("generate: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(status);
}

static void *must(void *memory) {
    if (!memory) die(1, "out of memory");
    return memory;
}

static int whole(const char *name, const char *text, long long least, long long most) {
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (errno || end == text || *end || value < least || value > most) {
        die(64, "%s %s: must be a whole number from %lld to %lld", name, text, least, most);
    }
    return (int) value;
}

static int64_t duration(const char *name, const char *text) {
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    int64_t unit = !strcmp(end, "ms") ? MILLI : !strcmp(end, "s") ? SECOND : 0;
    if (errno || end == text || !unit || value < 0 || value > 999999999 / (unit / MILLI)) {
        die(64, "%s %s: must be a duration such as 500ms or 3s", name, text);
    }
    return value * unit;
}

static void parse(int count, char **args) {
    for (int i = 1; i < count; i += 2) {
        const char *name = args[i], *text = i + 1 < count ? args[i + 1] : NULL;
#define IS(known) (!strcmp(name, known) && (text || (die(64, "%s: a value is missing", name), 0)))
        if (IS("--mode")) {
            int found = -1;
            for (int m = ECHO; m <= FAIRNESS; m++) {
                if (!strcmp(text, MODES[m])) found = m;
            }
            if (found < 0) die(64, "--mode %s: this generator has echo, open and fairness", text);
            opt.mode = (enum mode) found;
        } else if (IS("--host")) opt.host = text;
        else if (IS("--port")) opt.port = whole(name, text, 1, 65535);
        else if (IS("--connections")) opt.connections = whole(name, text, 1, 1000000);
        else if (IS("--depth")) opt.depth = whole(name, text, 1, 1 << 16);
        else if (IS("--payload")) opt.payload = whole(name, text, LEAST, 1 << 24);
        else if (IS("--burn")) opt.burn = whole(name, text, 0, 1000000);
        else if (IS("--id")) opt.id = whole(name, text, 0, INT32_MAX);
        else if (IS("--warmup")) opt.warmup = duration(name, text);
        else if (IS("--duration")) opt.duration = duration(name, text);
        else if (IS("--timeout")) opt.timeout = duration(name, text);
        else if (IS("--seed")) opt.seed = (uint64_t) strtoll(text, NULL, 10);
        else if (IS("--rate")) {
            char *end;
            opt.rate = strtod(text, &end);
            if (end == text || *end || !(opt.rate > 0) || opt.rate > 1e6) {
                die(64, "--rate %s: must be a number above 0, up to 1000000", text);
            }
        } else if (IS("--burst")) whole(name, text, 0, 1 << 16); /* of mode idle, which is not here */
        else die(64, "unknown option %s", name);
#undef IS
    }
    if (!opt.port) die(64, "--port is missing");
}

/* ---- time, latencies, faults ------------------------------------------------------------------------------------ */

static int64_t clock_of(clockid_t id) {
    struct timespec t;
    clock_gettime(id, &t);
    return t.tv_sec * SECOND + t.tv_nsec;
}

static int64_t nanos(void) { return clock_of(CLOCK_MONOTONIC); }

struct tally {
    int recording, counting;
    int64_t messages, recorded, max;
    uint64_t buckets[58 * 128];
};

static struct tally crowd, late, old, fresh;

static void record(struct tally *tally, int64_t value) {
    if (!tally->recording) return;
    if (value < 0) value = 0;
    int shift = value < 128 ? 0 : 63 - __builtin_clzll((unsigned long long) value) - 7;
    tally->buckets[value < 128 ? value : (shift + 1) * 128 + ((value >> shift) - 128)]++;
    tally->recorded++;
    if (tally->counting) tally->messages++;
    if (value > tally->max) tally->max = value;
}

/* The latency in microseconds that so many percent do not exceed. */
static double micros(const struct tally *tally, double percent) {
    if (!tally->recorded || percent >= 100) return (double) tally->max / 1000;
    int64_t rank = (int64_t) (percent / 100 * (double) tally->recorded + 0.5), seen = 0;
    if (rank < 1) rank = 1;
    for (int i = 0; i < 58 * 128; i++) {
        seen += (int64_t) tally->buckets[i];
        if (seen >= rank) {
            int64_t highest = i < 128 ? i : ((int64_t) (i % 128 + 129) << (i / 128 - 1)) - 1;
            return (double) (highest < tally->max ? highest : tally->max) / 1000;
        }
    }
    return (double) tally->max / 1000;
}

enum fault { MISSING, DUPLICATE, ORDER, CONTENT, LENGTH, ID, CLOSED, TIMEOUT, CONNECT, FAULTS };
static const char *const FAULT_NAMES[] = {
    "missing", "duplicate", "order", "content", "length", "id", "closed", "timeout", "connect"};
static int64_t faults[FAULTS];
static char first_fault[256];

/* Describes what is a fault, or will turn out to be one; kept only if it is the first. */
__attribute__((format(printf, 1, 2))) static void suspect(const char *format, ...) {
    if (!*first_fault) {
        va_list args;
        va_start(args, format);
        vsnprintf(first_fault, sizeof first_fault, format, args);
        va_end(args);
    }
}

/* ---- connections ------------------------------------------------------------------------------------------------ */

enum load { OPENING_LOAD, CLOSED_LOAD, OPEN_LOAD, VISIT_LOAD };

struct conn {
    int fd, number, id, burn, place;
    enum load load;
    struct tally *tally;
    int open, connecting, urgent, opened;
    uint32_t watched;
    int expected, sent, released; /* numbers of messages */
    int written;                  /* bytes of message `sent`: one that is half sent is made again for the rest */
    int64_t *due;                 /* by number, modulo `dues`: a power of two */
    int dues;
    uint8_t *part; /* of a frame, the rest of which has not come */
    int held, room;
    int *passed; /* numbers that were passed over and have not come since */
    int passes, passes_room;
    int64_t started, probed;
};

static struct conn **conns, **urgent, **opened;
static int live, conns_room, urgents, openeds, awaited_opening, visits_next;
static int epoll, frame, sending;
static uint8_t *in, *out, *table;
static int in_size, out_size;
static uint32_t mixer;
static int64_t looked, swept, start, window_opened;
static struct sockaddr_storage address;
static socklen_t address_length;

static void release(struct conn *c, int64_t due) {
    if (!c->open) return;
    if (c->released - c->expected >= c->dues) {
        int64_t *more = must(malloc(sizeof *more * (size_t) c->dues * 2));
        for (int i = c->expected; i < c->released; i++) more[i & (2 * c->dues - 1)] = c->due[i & (c->dues - 1)];
        free(c->due);
        c->due = more;
        c->dues *= 2;
    }
    c->due[c->released++ & (c->dues - 1)] = due;
}

static int outstanding(const struct conn *c) { return c->released - c->expected; }

static void watch(struct conn *c, uint32_t events) {
    if (c->open && c->watched != events) {
        struct epoll_event event = {.events = events, .data = {.ptr = c}};
        epoll_ctl(epoll, c->watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, c->fd, &event);
        c->watched = events;
    }
}

static void close_conn(struct conn *c) {
    if (!c->open) return;
    faults[MISSING] += c->passes;
    c->open = 0;
    close(c->fd);
    conns[c->place] = conns[--live];
    conns[c->place]->place = c->place;
    for (int i = 0; c->urgent && i < urgents; i++) {
        if (urgent[i] == c) urgent[i--] = urgent[--urgents];
    }
    free(c->part);
    free(c->due);
    free(c->passed);
    c->part = NULL, c->due = NULL, c->passed = NULL; /* the rest may still be in a list of events */
}

/* Counts a fault that ends the connection, and ends it. */
static void fail(struct conn *c, enum fault fault, const char *why) {
    if (!c->open) return;
    faults[fault]++;
    suspect("connection %d: %s, while %d replies were awaited", c->number, why, outstanding(c));
    close_conn(c);
    if (c->load == OPENING_LOAD && !c->opened) awaited_opening--;
}

static uint32_t check_of(uint32_t burn, uint32_t author, uint32_t sequence) {
    uint32_t x = mixer ^ burn ^ author * 0x9E3779B9u ^ sequence * 0x85EBCA6Bu;
    x = (x ^ x >> 16) * 0x7FEB352Du;
    x = (x ^ x >> 15) * 0x846CA68Bu;
    return x ^ x >> 16;
}

static void flush(struct conn *c) {
    while (c->open && !c->connecting && c->sent != c->released) {
        int length = 0;
        for (int number = c->sent; number != c->released && length + frame <= out_size; number++) {
            uint32_t check = check_of((uint32_t) c->burn, (uint32_t) c->number, (uint32_t) number);
            uint32_t head[6] = {(uint32_t) opt.payload, (uint32_t) c->id,  (uint32_t) c->burn,
                                (uint32_t) c->number,   (uint32_t) number, check};
            memcpy(out + length, head, sizeof head);
            memcpy(out + length + HEAD + LEAST, table + (check & (WINDOWS - 1)), (size_t) (opt.payload - LEAST));
            length += frame;
        }
        ssize_t gone = send(c->fd, out + c->written, (size_t) (length - c->written), MSG_NOSIGNAL);
        if (gone < 0) {
            if (errno != EAGAIN && errno != EINTR) {
                fail(c, CLOSED, strerror(errno));
                return;
            }
            gone = 0;
        }
        int64_t total = c->written + gone;
        c->sent += (int) (total / frame);
        c->written = (int) (total % frame);
        if (total < length) {
            watch(c, EPOLLIN | EPOLLOUT);
            return;
        }
    }
    if (!c->connecting) watch(c, EPOLLIN);
}

static void connected(struct conn *c) {
    c->connecting = 0;
    release(c, c->started);
    flush(c);
}

static void open_conn(int number, enum load load, int64_t due) {
    struct conn *c = must(calloc(1, sizeof *c));
    c->fd = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (c->fd < 0) die(1, "no socket can be had: %s", strerror(errno));
    c->number = number, c->id = 1, c->load = load, c->started = due;
    c->open = c->connecting = 1;
    c->dues = 2;
    c->due = must(malloc(sizeof *c->due * 2));
    if (live == conns_room) {
        conns_room = conns_room ? 2 * conns_room : 64;
        conns = must(realloc(conns, sizeof *conns * (size_t) conns_room));
    }
    c->place = live;
    conns[live++] = c;
    if (load == VISIT_LOAD) {
        c->tally = &fresh;
        c->urgent = 1;
        urgent = must(realloc(urgent, sizeof *urgent * (size_t) (urgents + 1)));
        urgent[urgents++] = c;
    }
    int on = 1;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (!connect(c->fd, (struct sockaddr *) &address, address_length)) {
        connected(c);
    } else if (errno == EINPROGRESS) {
        watch(c, EPOLLOUT);
    } else {
        fail(c, CONNECT, strerror(errno));
    }
}

/* ---- replies ---------------------------------------------------------------------------------------------------- */

static void answered(struct conn *c, int number, int64_t now) {
    int64_t due = c->due[number & (c->dues - 1)];
    c->probed = 0;
    if (now - due > opt.timeout) {
        faults[TIMEOUT]++;
        suspect("connection %d: the reply to message %d came after %lld ms", c->number, number,
                (long long) ((now - due) / MILLI));
    }
    switch (c->load) {
        case OPENING_LOAD:
            c->opened = 1;
            opened[openeds++] = c;
            awaited_opening--;
            break;
        case CLOSED_LOAD:
            record(c->tally, now - due);
            if (sending) release(c, now);
            break;
        case OPEN_LOAD:
            if (due - start >= opt.warmup && due - start < opt.warmup + opt.duration) record(&crowd, now - due);
            break;
        case VISIT_LOAD:
            record(c->tally, now - due);
            close_conn(c);
            break;
    }
}

/* So many messages are not waited for any more: their replies were wrong, or were passed over. */
static void lost(struct conn *c, int count, int64_t now) {
    if (c->load == OPENING_LOAD) {
        awaited_opening--;
        close_conn(c);
    } else if (c->load == VISIT_LOAD) {
        close_conn(c);
    }
    for (int i = 0; c->load == CLOSED_LOAD && sending && i < count; i++) release(c, now);
}

static void right(struct conn *c, int number, int64_t now) {
    int expected = c->expected;
    if (number == expected && number < c->sent) {
        c->expected++;
        answered(c, number, now);
    } else if (number > expected && number < c->sent) {
        suspect("connection %d: the reply to message %d came where the reply to message %d was expected", c->number,
                number, expected);
        for (int i = expected; i < number; i++) {
            if (c->passes == c->passes_room) {
                c->passes_room = c->passes_room ? 2 * c->passes_room : 16;
                c->passed = must(realloc(c->passed, sizeof *c->passed * (size_t) c->passes_room));
            }
            c->passed[c->passes++] = i;
        }
        c->expected = number + 1;
        lost(c, number - expected, now);
        if (c->open) answered(c, number, now);
    } else {
        for (int i = 0; i < c->passes; i++) {
            if (c->passed[i] == number) {
                c->passed[i] = c->passed[--c->passes];
                faults[ORDER]++;
                return; /* described when it was passed over */
            }
        }
        faults[DUPLICATE]++;
        suspect("connection %d: one more reply to message %d came where the reply to message %d was expected",
                c->number, number, expected);
    }
}

static void faulty(struct conn *c, enum fault fault, const char *what, long long value, int64_t now) {
    faults[fault]++;
    suspect("connection %d: %s %lld came where the reply to message %d was expected", c->number, what, value,
            c->expected);
    if (c->expected < c->sent) {
        c->expected++;
        lost(c, 1, now);
    }
}

static void reply(struct conn *c, const uint8_t *at, int64_t now) {
    uint32_t head[6]; /* length, id, burn, author, sequence, check */
    memcpy(head, at, HEAD);
    if (head[0] != (uint32_t) opt.payload) {
        faulty(c, LENGTH, "a reply of a length of", head[0], now);
        return;
    }
    memcpy(head, at, sizeof head);
    if (head[1] != (uint32_t) c->id) {
        faulty(c, ID, "a reply with id", head[1], now);
    } else if (head[2] != (uint32_t) c->burn) {
        faulty(c, CONTENT, "a reply that is wrong from byte", 0, now);
    } else if (head[5] != check_of(head[2], head[3], head[4])) {
        faulty(c, CONTENT, "a reply that is wrong from byte", 4, now);
    } else if (memcmp(at + HEAD + LEAST, table + (head[5] & (WINDOWS - 1)), (size_t) (opt.payload - LEAST))) {
        const uint8_t *expected = table + (head[5] & (WINDOWS - 1));
        int byte = 0;
        while (at[HEAD + LEAST + byte] == expected[byte]) byte++;
        faulty(c, CONTENT, "a reply that is wrong from byte", LEAST + byte, now);
    } else if (head[3] != (uint32_t) c->number) {
        faulty(c, CONTENT, "a foreign reply, to connection", head[3], now);
    } else {
        right(c, (int) head[4], now);
    }
}

static void read_conn(struct conn *c) {
    if (c->held) memcpy(in, c->part, (size_t) c->held);
    ssize_t got = recv(c->fd, in + c->held, (size_t) (in_size - c->held), 0);
    int64_t now = nanos();
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) {
        fail(c, CLOSED, got < 0 ? strerror(errno) : c->held ? "closed inside a frame" : "closed");
        return;
    }
    int64_t at = 0, available = c->held + got;
    while (c->open && available - at >= HEAD) {
        uint32_t length;
        memcpy(&length, in + at, sizeof length);
        if (length > 2u * (uint32_t) opt.payload + 4096u) {
            char text[64];
            snprintf(text, sizeof text, "a length of %u", length);
            fail(c, LENGTH, text);
            return;
        }
        if (available - at - HEAD < length) break;
        reply(c, in + at, now);
        at += HEAD + length;
    }
    if (!c->open) return;
    c->held = (int) (available - at);
    if (c->held > c->room) {
        c->room = c->held > frame ? c->held : frame;
        c->part = must(realloc(c->part, (size_t) c->room));
    }
    if (c->held) memcpy(c->part, in + at, (size_t) c->held);
    flush(c);
}

/* ---- the loop --------------------------------------------------------------------------------------------------- */

static void serve(struct conn *c) {
    if (!c->open) return;
    if (c->connecting) {
        struct pollfd state = {.fd = c->fd, .events = POLLOUT};
        if (poll(&state, 1, 0) <= 0) return;
        int error = 0;
        socklen_t length = sizeof error;
        getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &length);
        if (error) {
            fail(c, CONNECT, strerror(error));
        } else {
            connected(c);
        }
    } else {
        if (c->sent != c->released) flush(c);
        if (c->open) read_conn(c);
    }
}

/* A connection that waits in vain: one more message tells whether those before it are lost or all is silent. */
static void look_for_silence(struct conn *c, int64_t now) {
    if (c->connecting) {
        if (now - c->started > opt.timeout) fail(c, CONNECT, "no connection in time");
    } else if (outstanding(c) > 0 && now - c->due[c->expected & (c->dues - 1)] > opt.timeout) {
        if (!c->probed) {
            c->probed = now;
            release(c, now);
            flush(c);
        } else if (now - c->probed > opt.timeout) {
            if (outstanding(c) > 2) faults[TIMEOUT] += outstanding(c) - 2; /* one was the probe, one is counted here: */
            fail(c, TIMEOUT, "no reply in time");
        }
    }
}

/* One turn: what the sockets have, or what comes until then. */
static void turn(int64_t until) {
    int64_t between = opt.timeout / 4 < 100 * MILLI ? opt.timeout / 4 : 100 * MILLI;
    int64_t now = nanos();
    if (now - swept > between) {
        swept = now;
        for (int i = live - 1; i >= 0; i--) {
            if (i < live) look_for_silence(conns[i], now);
        }
    }
    int64_t left = until - now < between ? until - now : between;
    struct epoll_event events[EVENTS];
    int count = epoll_wait(epoll, events, EVENTS, left >= 2 * MILLI ? (int) (left / MILLI) : 0);
    if (count == 0 && left > 0 && left < 2 * MILLI) { /* nearer than epoll_wait can wait */
        struct pollfd state = {.fd = epoll, .events = POLLIN};
        struct timespec time = {.tv_sec = 0, .tv_nsec = left};
        if (ppoll(&state, 1, &time, NULL) > 0) count = epoll_wait(epoll, events, EVENTS, 0);
    }
    for (int i = 0; i < count; i++) {
        serve(events[i].data.ptr);
        if (urgents && (now = nanos()) - looked > 100000) { /* the crowd would hide how soon these were answered */
            looked = now;
            for (int u = urgents - 1; u >= 0; u--) {
                if (u < urgents) serve(urgent[u]);
            }
        }
    }
}

static void open_all(int count) {
    opened = must(calloc((size_t) count, sizeof *opened));
    for (int begun = 0; begun < count || awaited_opening;) {
        while (begun < count && awaited_opening < OPENING_AT_ONCE) {
            awaited_opening++;
            open_conn(begun++, OPENING_LOAD, nanos());
        }
        turn(nanos() + 100 * MILLI);
    }
    if (!openeds) {
        die(1, "no connection to %s port %d of %d gave an echo: %s", opt.host, opt.port, count, first_fault);
    }
}

static int64_t open_next, visit_next;
static double open_step;

/* Sends what is due, and says when there is more to send. */
static int64_t tick(int64_t now) {
    if (opt.mode == FAIRNESS && sending) {
        for (; now - visit_next >= 0; visit_next += 100 * MILLI) open_conn(visits_next++, VISIT_LOAD, visit_next);
        return visit_next;
    }
    while (opt.mode == OPEN) {
        int64_t due = start + (int64_t) ((double) open_next * open_step);
        if (due - start >= opt.warmup + opt.duration) break;
        if (due - now > 0) return due;
        struct conn *c = opened[open_next++ % openeds];
        release(c, due);
        if (due - start >= opt.warmup) record(&late, nanos() - due);
        flush(c);
    }
    return INT64_MAX;
}

static void begin(void) {
    start = nanos();
    visit_next = start + 100 * MILLI;
    visits_next = opt.connections + 1;
    open_step = 1e9 / (opt.rate * opt.connections);
    sending = 1;
    if (opt.mode == OPEN) crowd.recording = crowd.counting = late.recording = 1;
    for (int i = 0; i < openeds; i++) {
        struct conn *c = opened[i];
        int ping_pong = opt.mode == FAIRNESS && i == openeds - 1;
        c->load = opt.mode == OPEN ? OPEN_LOAD : CLOSED_LOAD;
        c->tally = ping_pong ? &old : &crowd;
        if (ping_pong) {
            c->urgent = 1;
            urgent = must(realloc(urgent, sizeof *urgent));
            urgent[urgents++] = c;
        } else {
            c->burn = opt.mode == FAIRNESS ? opt.burn : 0;
            c->id = c->burn ? 3 : opt.id;
        }
        int64_t now = nanos();
        for (int k = 0; opt.mode != OPEN && k < (ping_pong ? 1 : opt.depth); k++) release(c, now);
        flush(c);
    }
}

static int awaiting(void) {
    for (int i = 0; i < live; i++) {
        if (conns[i]->connecting || outstanding(conns[i]) > 0) return 1;
    }
    return 0;
}

static void run_until(int64_t end) {
    for (int64_t now = nanos(); now - end < 0 && live; now = nanos()) {
        int64_t next = tick(now);
        turn(next < end ? next : end);
    }
}

static void print_latencies(const char *prefix, const struct tally *tally, int all) {
    printf("\"%sp50_us\":%.2f,", prefix, micros(tally, 50));
    if (all) printf("\"%sp90_us\":%.2f,", prefix, micros(tally, 90));
    printf("\"%sp99_us\":%.2f,", prefix, micros(tally, 99));
    if (all) printf("\"%sp999_us\":%.2f,", prefix, micros(tally, 99.9));
    printf("\"%smax_us\":%.2f,", prefix, micros(tally, 100));
}

int main(int count, char **args) {
    parse(count, args);
    struct rlimit files;
    if (!getrlimit(RLIMIT_NOFILE, &files)) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    prctl(PR_SET_TIMERSLACK, 1UL); /* else the kernel may wake us 50 us late */

    struct addrinfo *found, hints = {.ai_socktype = SOCK_STREAM};
    char port[8];
    snprintf(port, sizeof port, "%d", opt.port);
    int unknown = getaddrinfo(opt.host, port, &hints, &found);
    if (unknown) die(1, "%s: %s", opt.host, gai_strerror(unknown));
    memcpy(&address, found->ai_addr, found->ai_addrlen);
    address_length = found->ai_addrlen;
    freeaddrinfo(found);

    frame = HEAD + opt.payload;
    in_size = 4 * (CHUNK > frame ? CHUNK : frame);
    out_size = CHUNK > frame ? CHUNK : frame;
    in = must(malloc((size_t) in_size));
    out = must(malloc((size_t) out_size));
    table = must(malloc((size_t) (WINDOWS + opt.payload)));
    uint64_t random = opt.seed * 0x9E3779B97F4A7C15u + 1;
    mixer = (uint32_t) (random >> 32);
    for (int i = 0; i < WINDOWS + opt.payload; i++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        table[i] = (uint8_t) (random >> 56);
    }
    epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0) die(1, "epoll: %s", strerror(errno));

    open_all(opt.connections + (opt.mode == FAIRNESS));
    begin();
    run_until(start + opt.warmup);

    if (opt.mode != OPEN) crowd.recording = crowd.counting = 1;
    old.recording = old.counting = fresh.recording = fresh.counting = 1;
    int64_t began = clock_of(CLOCK_REALTIME), cpu = clock_of(CLOCK_PROCESS_CPUTIME_ID);
    window_opened = nanos();
    run_until(opt.mode == OPEN ? start + opt.warmup + opt.duration : window_opened + opt.duration);
    int64_t window = nanos() - window_opened;
    cpu = clock_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    if (opt.mode != OPEN) crowd.counting = 0;
    old.counting = fresh.counting = 0;
    tick(start + opt.warmup + opt.duration); /* an open loop: those that are due by now and have not gone */
    sending = 0;

    /* Nothing new is sent; what is on its way is waited for, and 50 ms more for a reply too many. */
    for (int64_t quiet = nanos() + 50 * MILLI; awaiting() || nanos() - quiet < 0;) {
        if (awaiting()) quiet = nanos() + 50 * MILLI;
        turn(quiet);
    }
    int at_end = live;
    while (live) close_conn(conns[live - 1]);

    /* The messages of an open loop are those that were due in a time that is fixed beforehand. */
    double seconds = (double) (opt.mode == OPEN ? opt.duration : window) / 1e9;
    printf("{\"mode\":\"%s\",\"generator\":\"c\",\"connections\":%d,\"depth\":%d,\"payload\":%d,\"open_at_end\":%d,",
           MODES[opt.mode], opt.connections, opt.depth, opt.payload, at_end);
    printf("\"seconds\":%.9f,\"messages\":%lld,\"rate\":%.3f,\"cpu\":%.6f,", seconds, (long long) crowd.messages,
           (double) crowd.messages / seconds, (double) cpu / (double) window);
    printf("\"start_epoch_ns\":%lld,\"end_epoch_ns\":%lld,\"start_epoch_ms\":%lld,\"end_epoch_ms\":%lld,",
           (long long) began, (long long) (began + window), (long long) (began / MILLI),
           (long long) ((began + window) / MILLI));
    print_latencies("", &crowd, 1);
    if (opt.mode == OPEN) print_latencies("late_", &late, 0);
    if (opt.mode == FAIRNESS) {
        print_latencies("old_", &old, 0);
        printf("\"old_count\":%lld,", (long long) old.messages);
        print_latencies("new_", &fresh, 0);
        printf("\"new_count\":%lld,\"crowd_rate\":%.3f,", (long long) fresh.messages,
               (double) crowd.messages / seconds);
    }
    int64_t total = 0;
    for (int i = 0; i < FAULTS; i++) total += faults[i];
    printf("\"faults\":%lld,", (long long) total);
    for (int i = 0; i < FAULTS; i++) printf("\"fault_%s\":%lld,", FAULT_NAMES[i], (long long) faults[i]);
    for (char *c = first_fault; *c; c++) {
        if (*c == '"' || *c == '\\' || *c < ' ') *c = '\'';
    }
    printf("\"first_fault\":\"%s\"}\n", total ? first_fault : "");
    return 0;
}
