/*
 * ircload - load generator and delivery checker for chat servers on this machine.
 *
 * Opens N connections to a server on 127.0.0.1, registers and joins them, runs one mode
 * and prints one line of JSON.  One thread, one epoll set, and never longer than --deadline.
 *
 *   flood    S senders, at most W unacknowledged messages each, as fast as that allows;
 *            acknowledged = received by the observer, the last client to join
 *   paced    R messages a second, senders in rotation
 *   connect  how fast N clients connect, register and join (a channel each)
 *   idle     what N registered clients cost the server while nothing happens
 *   many     as flood, but every client is in --each of --channels channels, and a message goes
 *            to one of its sender's, taken at random; order is checked for each channel
 *   storm    N registered clients join one channel at the same time; every JOIN is counted
 *
 * Every message names its sender, a sequence number and the time it was written.  Every
 * receiver checks every message: right nick in front, text intact, in per-sender order,
 * exactly once.  "ok" (and exit status 0) only if nothing at all was amiss.
 * --caps LIST (names with commas between them) has every client negotiate these capabilities
 * first.  With echo-message a sender gets its own message back, which is checked like any
 * other and counted as "echoed", not as delivered; message tags are skipped.
 * --stalled K makes K clients stop reading once they have joined: they are not waited for, and
 * whether the server has given them up is told as "cut_off".
 * --plain is for relays without a protocol that greet whoever comes (ncat --chat): a line
 * is the text, any prefix will do, and a client counts as joined at the first line it gets.
 * --quickack acknowledges all data at once, for servers that leave Nagle's algorithm on:
 * without it those wait for delayed acknowledgements (40 ms), with or without a CPU to spare.
 *
 *   cc -O2 -o ircload ircload.c && ./ircload --port 6667 --pid 123 --clients 100 --senders 10
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define HEAD " PRIVMSG #bench :"        /* what stands before the text on the wire */
#define MAGIC "~#L:"                    /* a text is MAGIC, sender, number, time, words */
enum { HEADLEN = sizeof HEAD - 1, MAGICLEN = sizeof MAGIC - 1, TAGLEN = MAGICLEN + 3 + 4 + 8 };
enum { NICKLEN = 6, RDBUF = 1 << 17, CARRY = 9216, MAXEV = 512, SUB = 64, MAXSEQ = 1 << 22 };
enum { ROOM = 9 };                      /* where the channel stands in a message */
enum state { UNUSED, CONNECTING, NEGOTIATING, REGISTERING, JOINING, READY, DEAD };

struct client {
	int fd, id, inflight;
	enum state st;
	bool armed;                     /* waiting for EPOLLOUT */
	uint32_t *sent;                 /* messages written, by channel: the next sequence number */
	int tojoin;
	char nick[16], *carry, *out;    /* carry: an unfinished line; out: not yet taken */
	size_t ncarry, nout, outcap;
};
struct pair { uint32_t next; uint8_t *seen; };          /* one receiver, one sender, one channel */
struct room { int members, last, second; };             /* the two last clients of a channel */
struct usage { double cpu, wait; long rss_kb; int threads, procs; };     /* wait: for a CPU */
struct snapshot { struct usage server, own; double busy; };

static const char *mode = "flood", *join = "", *caps = "";
static int port = 6667, N = 10, S, W = 20, B = 100, pid, conc = 16, plain, quickack, stalled;
static int H = 1, K = 1;                /* channels, and how many of them each client is in */
static double msgs = 1e18, rate = 200, secs = 4, deadline = 60, stall = 5;

static int ep, started, ready, disconnects, msglen;
static bool measuring, connecting, idle, many, storm, echo;
static struct client *cl;
static struct pair *pairs;
static struct room *rooms;
static char *message, *words, first_error[256];
static uint64_t t_zero, t_first, t_last, last_rx, give_up, hist[64 * SUB];
static uint64_t sent, expected, joins, delivered, duplicated, reordered, corrupt, badprefix, echoed, rx_bytes, late_ns;

static uint64_t now_ns(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ull + ts.tv_nsec;
}

static bool late(void) { return now_ns() > give_up; }

static void quit(const char *why, const char *what)
{
	fprintf(stderr, "ircload: %s %s\n", why, what);
	exit(2);
}

static void *need(void *p)
{
	if (!p)
		quit("out of something:", strerror(errno));
	return p;
}

/* ---- latencies: SUB / 2 buckets per power of two, so 3 % wide ---- */
static void hist_add(uint64_t ns)
{
	int e = ns < SUB ? 0 : 63 - __builtin_clzll(ns) - 5;
	hist[e * SUB + (ns >> e)]++;
}

static double quantile_us(double q)
{
	uint64_t run = 0;
	for (int i = 0; i < 64 * SUB; i++)
		if ((run += hist[i]) && run >= q * delivered)
			return (i % SUB + 0.5) * (1ull << (i / SUB)) / 1000;
	return 0;
}

/* ---- what the server has used: the process, its threads, its descendants ---- */
static char *slurp(char *buf, size_t size, const char *format, ...)
{
	char path[256];
	va_list ap;
	va_start(ap, format);
	vsnprintf(path, sizeof path, format, ap);
	va_end(ap);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = read(fd, buf, size - 1);
	close(fd);
	buf[n > 0 ? n : 0] = 0;
	return buf;
}

static void add_usage(int p, struct usage *u)
{
	char b[4096], *s = strrchr(slurp(b, sizeof b, "/proc/%d/stat", p), ')');
	unsigned long user, sys, t[2];
	long threads, pages;
	double ns = 0, ticks;
	glob_t g;

	if (!s || sscanf(s, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %*d %*d %*d %*d %ld "
			 "%*d %*u %*u %ld", &user, &sys, &threads, &pages) != 4)
		return;
	u->threads += threads;
	u->rss_kb += pages * (sysconf(_SC_PAGESIZE) / 1024);
	u->procs++;
	snprintf(b, sizeof b, "/proc/%d/task/*", p);
	for (size_t i = glob(b, 0, NULL, &g) ? SIZE_MAX : 0; i < g.gl_pathc; i++) {
		if (sscanf(slurp(b, sizeof b, "%s/schedstat", g.gl_pathv[i]), "%lu %lu", t, t + 1) == 2) {
			ns += t[0] / 1e9;
			u->wait += t[1] / 1e9;
		}
		s = slurp(b, sizeof b, "%s/children", g.gl_pathv[i]);
		for (int child; (child = strtol(s, &s, 10));)
			add_usage(child, u);
	}
	globfree(&g);
	/* nanoseconds are finer than ticks, but lack the threads that have ended */
	ticks = (user + sys) / (double)sysconf(_SC_CLK_TCK);
	u->cpu += ticks > ns + 0.05 ? ticks : ns;
}

/* The most memory that the server has held since forget_peak(), or ever where that is refused. */
static long peak_kb(void)
{
	char b[4096], *s = strstr(slurp(b, sizeof b, "/proc/%d/status", pid), "VmHWM:");
	return s ? atol(s + 6) : 0;
}

static void forget_peak(void)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/clear_refs", pid);
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd >= 0 && write(fd, "5", 1) < 0)
		errno = 0;
	close(fd);
}

static struct snapshot snapshot(void)
{
	struct snapshot s = {0};
	unsigned long t[6] = {0};
	char b[256];

	if (pid)
		add_usage(pid, &s.server);
	add_usage(getpid(), &s.own);
	sscanf(slurp(b, sizeof b, "/proc/stat"), "cpu %lu %lu %lu %*u %*u %lu %lu %lu",
	       t, t + 1, t + 2, t + 3, t + 4, t + 5);
	s.busy = (t[0] + t[1] + t[2] + t[3] + t[4] + t[5]) / (double)sysconf(_SC_CLK_TCK);
	return s;
}

/* ---- connections ---- */
static void lose(struct client *c, const char *why)
{
	if (!*first_error)
		snprintf(first_error, sizeof first_error, "%.6s: %s", c->nick, why);
	close(c->fd);
	c->st = DEAD;
	disconnects++;
}

static void queue(struct client *c, const char *s, size_t n)
{
	if (c->nout + n > c->outcap)
		c->out = need(realloc(c->out, c->outcap = 2 * (c->nout + n)));
	memcpy(c->out + c->nout, s, n);
	c->nout += n;
}

static void flush(struct client *c)
{
	ssize_t n = c->nout ? send(c->fd, c->out, c->nout, MSG_NOSIGNAL) : 0;
	if (n < 0 && errno != EAGAIN) {
		lose(c, strerror(errno));
		return;
	}
	if (n > 0)
		memmove(c->out, c->out + n, c->nout -= n);
	if (c->armed != (c->nout > 0)) {
		c->armed = c->nout > 0;
		struct epoll_event e = {EPOLLIN | (c->armed ? EPOLLOUT : 0), {.ptr = c}};
		epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &e);
	}
}

static void say(struct client *c, const char *format, ...)
{
	char s[CARRY + 8];
	va_list ap;
	va_start(ap, format);
	queue(c, s, vsnprintf(s, sizeof s, format, ap));
	va_end(ap);
	flush(c);
}

static void open_client(struct client *c)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port),
				.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct epoll_event e = {EPOLLIN | EPOLLOUT, {.ptr = c}};
	int one = 1;

	c->id = started++;
	c->st = CONNECTING;
	c->armed = true;
	c->carry = need(malloc(CARRY));
	snprintf(c->nick, sizeof c->nick, "b%05d", c->id);
	need((c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) < 0 ? NULL : c);
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if (connect(c->fd, (struct sockaddr *)&a, sizeof a) < 0 && errno != EINPROGRESS)
		lose(c, strerror(errno));
	else
		epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &e);
}

/* Each client is in K channels, the first of which is its number; ten to a line, as some
 * servers take no more. */
static void join_many(struct client *c)
{
	c->tojoin = K;
	for (int i = 0; i < K; i++)
		say(c, "%s#m%04d%s", i % 10 ? "," : "JOIN ", (c->id + i) % H, i % 10 == 9 || i == K - 1 ? "\r\n" : "");
}

static void advance(struct client *c, enum state to)
{
	if (to == REGISTERING && c->st == CONNECTING && *caps)
		to = NEGOTIATING;
	c->st = to;
	c->tojoin = 1;
	ready += to == READY;
	if (to == NEGOTIATING)
		say(c, "CAP REQ :%s\r\n", caps);
	else if (to == REGISTERING && !plain)
		say(c, "NICK %s\r\nUSER %s 0 * :bench\r\n%s", c->nick, c->nick, *caps ? "CAP END\r\n" : "");
	else if (to == JOINING && !strcmp(join, "none"))
		advance(c, READY);
	else if (to == JOINING && !strcmp(join, "own"))
		say(c, "JOIN #own%d\r\n", c->id);
	else if (to == JOINING && many)
		join_many(c);
	else if (to == JOINING)
		say(c, "JOIN #bench\r\n");
}

/* ---- messages; numbers are big-endian, six bits to a character from '0' on ---- */
static void put6(char *p, uint64_t v, int n)
{
	for (; n--; v >>= 6)
		p[n] = '0' + (v & 63);
}

static uint64_t get6(const char *p, int n)
{
	uint64_t v = 0;
	for (int i = 0; i < n; i++)
		v = v << 6 | ((p[i] - '0') & 63);
	return v;
}

static unsigned any(unsigned below)
{
	static uint64_t x = 88172645463325252;
	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return x % below;
}

static void put_room(char *p, int room)
{
	for (int i = 4; i; i--, room /= 10)
		p[i] = '0' + room % 10;
}

static int get_room(const char *p)
{
	int room = 0;
	for (int i = 1; i < 5; i++)
		room = 10 * room + (p[i] - '0');
	return room;
}

static void write_message(struct client *c)
{
	char *tag = message + msglen - B - (plain ? 1 : 2) + MAGICLEN;
	int slot = many ? any(K) : 0, room = many ? (c->id + slot) % H : 0;
	if (many)
		put_room(message + ROOM, room);
	put6(tag, c->id, 3);
	put6(tag + 3, c->sent[slot]++, 4);
	put6(tag + 7, now_ns() - t_zero, 8);
	queue(c, message, msglen);
	c->inflight++;
	sent++;
	expected += rooms[room].members - 1;
}

/* Not the message expected next: true if it is new all the same. */
static bool out_of_turn(struct pair *p, uint32_t q)
{
	if (!p->seen) {
		p->seen = need(calloc(1, MAXSEQ / 8));
		for (uint32_t i = 0; i < p->next; i++)
			p->seen[i / 8] |= 1 << i % 8;
	}
	if (p->seen[q / 8] & 1 << q % 8) {
		duplicated++;
		return false;
	}
	p->seen[q / 8] |= 1 << q % 8;
	reordered += q < p->next;
	p->next = q < p->next ? p->next : q + 1;
	return true;
}

static void on_message(struct client *c, const char *line, const char *text, uint64_t now)
{
	uint32_t s = get6(text + MAGICLEN, 3), q = get6(text + MAGICLEN + 3, 4), slot = 0, room = 0;
	uint64_t written = t_zero + get6(text + MAGICLEN + 7, 8);

	if (many && s < (uint32_t)S) {
		room = get_room(text - HEADLEN + 1 + ROOM);
		slot = (room + H - s % H) % H;
	}
	if (s >= (uint32_t)S || room >= (uint32_t)H || slot >= (uint32_t)K || q >= cl[s].sent[slot] ||
	    (many && (room + H - c->id % H) % H >= (uint32_t)K) || memcmp(text + TAGLEN, words, B - TAGLEN)) {
		corrupt++;
		return;
	}
	if (line[0] == '@')                             /* message tags */
		line = (char *)memchr(line, ' ', text - line) + 1;
	if (!plain && (line[0] != ':' || memcmp(line + 1, cl[s].nick, NICKLEN) ||
		       (line[1 + NICKLEN] != '!' && line[1 + NICKLEN] != ' ')))
		badprefix++;
	bool own = s == (uint32_t)c->id;
	struct pair *p = &pairs[((size_t)c->id * S + s) * K + slot];
	if (own && !echo)
		;
	else if (q == p->next && !p->seen)
		p->next++;
	else if (!out_of_turn(p, q))
		return;
	if (own) {
		echoed++;
		t_last = now;
		return;
	}
	delivered++;
	hist_add(now - written);
	if (c->id == ((int)s == rooms[room].last ? rooms[room].second : rooms[room].last))   /* the observer */
		cl[s].inflight--;
}

static void on_other(struct client *c, char *w, char *end)
{
	*end = 0;
	if (plain) {
		if (c->st == REGISTERING)
			advance(c, READY);
		corrupt += strstr(w, MAGIC) != NULL;
		return;
	}
	for (const char *skip = "@:"; *skip; skip++)    /* message tags, then the source */
		if (*w == *skip)
			w += strcspn(w, " ") + (strchr(w, ' ') != NULL);
	if (!strncmp(w, "PING", 4))
		say(c, "PONG%s\r\n", w + 4);
	else if (storm && !strncmp(w, "JOIN ", 5)) {
		joins += measuring;
		t_last = last_rx;
	} else if (c->st == NEGOTIATING && !strncmp(w, "CAP ", 4)) {
		if (strstr(w, " ACK "))
			advance(c, REGISTERING);
		else
			lose(c, "the server refused the capabilities");
	}
	else if (c->st == REGISTERING && !strncmp(w, "001 ", 4))
		advance(c, JOINING);
	else if (c->st == JOINING && !strncmp(w, "366 ", 4)) {
		if (!--c->tojoin)
			advance(c, READY);
	} else if (!strncmp(w, HEAD + 1, many ? ROOM - 1 : HEADLEN - 2))
		corrupt++;
	else if (!*first_error && (!strncmp(w, "ERROR", 5) ||
		 ((*w == '4' || *w == '5') && w[3] == ' ' && strncmp(w, "422", 3))))    /* no MOTD */
		snprintf(first_error, sizeof first_error, "%.6s: %.200s", c->nick, w);
}

static void on_readable(struct client *c)
{
	static char buf[CARRY + RDBUF];
	memcpy(buf, c->carry, c->ncarry);
	ssize_t n = recv(c->fd, buf + c->ncarry, RDBUF, 0);
	if (n <= 0) {
		if (n == 0 || errno != EAGAIN)
			lose(c, n ? strerror(errno) : "closed by the server");
		return;
	}
	if (quickack)           /* not kept by the kernel: to be said again each time */
		setsockopt(c->fd, IPPROTO_TCP, TCP_QUICKACK, &quickack, sizeof quickack);
	uint64_t now = last_rx = now_ns(), before = delivered;
	char *s = buf, *stop = buf + c->ncarry + n, *nl;
	for (; c->st != DEAD && (nl = memchr(s, '\n', stop - s)); s = nl + 1) {
		char *end = nl > s && nl[-1] == '\r' ? nl - 1 : nl, *text = end - B;
		if (measuring && text >= s + (plain ? 0 : HEADLEN) && !memcmp(text, MAGIC, MAGICLEN) &&
		    (plain || !memcmp(text - HEADLEN, HEAD, many ? ROOM : HEADLEN))) {
			rx_bytes += nl + 1 - s;
			on_message(c, s, text, now);
		} else
			on_other(c, s, end);
	}
	if (delivered != before)
		t_last = now;
	if ((c->ncarry = stop - s) > CARRY)
		lose(c, "sent a line without end");
	else
		memcpy(c->carry, s, c->ncarry);
}

/* One turn of the event loop, waiting at most so many nanoseconds. */
static void turn(uint64_t wait)
{
	static struct epoll_event ev[MAXEV];
	struct timespec ts = {wait / 1000000000, wait % 1000000000};
	int n = epoll_pwait2(ep, ev, MAXEV, &ts, NULL);
	for (int i = 0; i < n; i++) {
		struct client *c = ev[i].data.ptr;
		int err = 0;
		socklen_t len = sizeof err;
		if (c->st == CONNECTING) {
			getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &err, &len);
			if (err)
				lose(c, strerror(err));
			else
				advance(c, REGISTERING);
		}
		if (c->st != DEAD && ev[i].events & EPOLLOUT)
			flush(c);
		if (c->st != DEAD && ev[i].events & ~EPOLLOUT)
			on_readable(c);
	}
}

/* ---- the modes ---- */
static bool over(bool sending)
{
	return late() || now_ns() - last_rx > stall * 1e9 ||
	       (!sending && delivered == expected && (!echo || echoed == sent));
}

static void flood(void)
{
	for (bool sending = true; !over(sending); turn(20000000)) {
		sending = sending && sent < msgs && now_ns() < t_first + secs * 1e9;
		for (struct client *c = cl; c < cl + S && sending; c++) {
			if (c->st != READY || c->inflight >= W)
				continue;
			while (c->inflight < W && sent < msgs && c->sent[0] < MAXSEQ)
				write_message(c);
			flush(c);
		}
	}
}

static void paced(void)
{
	uint64_t total = rate * secs, i = 0;
	prctl(PR_SET_TIMERSLACK, 1);
	while (!over(i < total)) {
		uint64_t now = now_ns(), due = t_first + i * (1e9 / rate);
		if (i == total || now < due) {
			turn(i == total ? 20000000 : due - now);
			continue;
		}
		struct client *c = &cl[i++ % S];
		late_ns = now - due > late_ns ? now - due : late_ns;
		if (c->st == READY) {
			write_message(c);
			flush(c);
		}
	}
}

/* Those who were there see the one who comes, and everyone is told of themselves. */
static void join_at_once(void)
{
	const uint64_t all = (uint64_t)N * (N + 1) / 2;
	ready = 0;
	for (struct client *c = cl; c < cl + N; c++) {
		c->st = JOINING;
		say(c, "JOIN #bench\r\n");
	}
	while ((ready < N || joins < all) && !disconnects && !late() && now_ns() - last_rx < stall * 1e9)
		turn(20000000);
	expected = all;
	delivered = joins;
}

/* Stop reading from the last clients but one, who is the observer. */
static void stop_reading(void)
{
	for (int i = N - 1 - stalled; i < N - 1; i++)
		epoll_ctl(ep, EPOLL_CTL_DEL, cl[i].fd, NULL);
}

/* How many of those that did not read have been given up: read to the end, if there is one. */
static int cut_off(void)
{
	static char buf[RDBUF];
	const struct timespec nap = {0, 50000000};
	int gone = 0;
	for (int i = N - 1 - stalled; i < N - 1; i++)
		for (int naps = 0; naps < 20;) {
			ssize_t n = recv(cl[i].fd, buf, RDBUF, 0);
			if (n == 0 || (n < 0 && errno != EAGAIN)) {
				gone++;
				break;
			}
			if (n < 0 && ++naps)
				nanosleep(&nap, NULL);
		}
	return gone;
}

static void make_rooms(void)
{
	rooms = need(calloc(H, sizeof *rooms));
	for (int i = 0; i < N; i++) {
		cl[i].sent = need(calloc(K, sizeof *cl[i].sent));
		for (int k = 0; k < K; k++) {
			struct room *r = &rooms[(i + k) % H];
			r->second = r->last;
			r->last = i;
			r->members++;
		}
	}
	for (int h = 0; h < H; h++)
		if (rooms[h].members < 2)
			quit("too few clients for so many", "channels");
	rooms[0].members -= stalled;
}

static void options(char **argv)
{
	const struct { const char *name; int *i; double *d; const char **s; } o[] = {
		{"port", .i = &port}, {"pid", .i = &pid}, {"clients", .i = &N}, {"senders", .i = &S},
		{"window", .i = &W}, {"bytes", .i = &B}, {"conc", .i = &conc}, {"msgs", .d = &msgs},
		{"secs", .d = &secs}, {"rate", .d = &rate}, {"deadline", .d = &deadline},
		{"stall", .d = &stall}, {"mode", .s = &mode}, {"join", .s = &join},
		{"plain", .i = &plain}, {"quickack", .i = &quickack}, {"caps", .s = &caps},
		{"stalled", .i = &stalled}, {"channels", .i = &H}, {"each", .i = &K}, {0}}, *p;
	while (*++argv) {
		for (p = o; p->name && strcmp(*argv + 2 * !strncmp(*argv, "--", 2), p->name); p++)
			;
		if (p->i == &plain || p->i == &quickack)
			*p->i = 1;
		else if (!p->name || !*++argv)
			quit("unknown option, or no value for", argv[*argv ? 0 : -1]);
		else if (p->i)
			*p->i = atoi(*argv);
		else if (p->d)
			*p->d = atof(*argv);
		else
			*p->s = *argv;
	}
	connecting = !strcmp(mode, "connect");
	idle = !strcmp(mode, "idle");
	many = !strcmp(mode, "many");
	storm = !strcmp(mode, "storm");
	echo = strstr(caps, "echo-message") != NULL;
	for (char *s = (char *)(caps = need(strdup(caps))); *s; s++)
		if (*s == ',')
			*s = ' ';
	if (!*join)             /* shared, own (a channel each) or none */
		join = connecting ? "own" : idle || storm ? "none" : "shared";
	if (!S || S > N)
		S = N;
	if (N < 2 || N > 99999 || W < 1 || B <= TAGLEN || B > 400 || conc < 1 || strlen(caps) > 400 ||
	    H < 1 || H > 9999 || K < 1 || K > H || (!many && H > 1) || (plain && (many || storm || *caps)) ||
	    stalled < 0 || (stalled && (many || storm || S + stalled >= N)) ||
	    (!connecting && !idle && !many && !storm && strcmp(mode, "flood") && strcmp(mode, "paced")))
		quit("a number is out of range, or there is no mode", mode);
}

int main(int argc, char **argv)
{
	(void)argc;
	options(argv);
	alarm(deadline + 10);                           /* should all else fail */
	t_zero = now_ns();
	give_up = t_zero + deadline * 1e9;
	ep = epoll_create1(EPOLL_CLOEXEC);
	cl = need(calloc(N, sizeof *cl));
	pairs = need(calloc((size_t)N * S * K, sizeof *pairs));
	make_rooms();
	words = need(calloc(1, B));
	for (int i = 0; i < B - TAGLEN; i++)            /* blanks: so it must stay a trailing parameter */
		words[i] = i == B - TAGLEN - 1 ? '.' : " lorem ipsum dolor sit amet"[i % 27];
	msglen = asprintf(&message, "%s%s%0*d%s%s", plain ? "" : many ? "PRIVMSG #m0000 :" : HEAD + 1,
			  MAGIC, TAGLEN - MAGICLEN, 0, words, plain ? "\n" : "\r\n");

	struct snapshot empty = snapshot(), a = empty, z;
	t_first = last_rx = now_ns();
	while (ready < N && !disconnects && !late()) {
		while (started < N && started - ready < conc)
			open_client(&cl[started]);
		turn(100000000);
	}
	t_last = now_ns();
	double setup = (t_last - t_first) / 1e9;
	if (ready == N && !disconnects && !connecting) {
		for (last_rx = now_ns(); now_ns() - last_rx < (idle ? 1e9 : 3e8) && !late();)
			turn(50000000);                 /* let what the joining caused arrive */
		a = snapshot();
		forget_peak();
		stop_reading();
		measuring = true;
		t_first = t_last = last_rx = now_ns();
		if (!idle)
			(storm ? join_at_once : strcmp(mode, "paced") ? flood : paced)();
		while (idle && (t_last = now_ns()) - t_first < secs * 1e9 && !late())
			turn(50000000);
	}
	z = snapshot();
	double t = t_last > t_first ? (t_last - t_first) / 1e9 : 1e-9;
	double cpu = z.server.cpu - a.server.cpu, own = z.own.cpu - a.own.cpu;
	long peak = peak_kb();
	bool ok = ready == N && !disconnects && delivered == expected && !late() && echoed == echo * sent &&
		  !(duplicated | reordered | corrupt | badprefix);

	for (char *s = first_error; *s; s++)
		if (*s == '"' || *s == '\\' || (unsigned char)*s < ' ')
			*s = '\'';
	printf("{\"mode\":\"%s\",\"ok\":%s,\"n\":%d,\"s\":%d,\"w\":%d,\"b\":%d,\"ready\":%d,\"setup_s\":%.4f,"
	       "\"secs\":%.4f,\"server_cpu_s\":%.4f,\"server_cores\":%.3f,\"server_wait\":%.3f,"
	       "\"gen_cores\":%.3f,\"gen_wait\":%.3f,\"other_cores\":%.3f,\"rss0_kb\":%ld,\"rss1_kb\":%ld,\"threads\":%d,\"procs\":%d,"
	       "\"peak_grown_kb\":%ld,\"disconnects\":%d,\"first_error\":\"%s\"",
	       mode, ok ? "true" : "false", N, S, W, B, ready, setup, t, cpu, cpu / t,
	       (z.server.wait - a.server.wait) / t, own / t, (z.own.wait - a.own.wait) / t,
	       (z.busy - a.busy - cpu - own) / t, empty.server.rss_kb, z.server.rss_kb, z.server.threads,
	       z.server.procs, peak > a.server.rss_kb ? peak - a.server.rss_kb : 0, disconnects, first_error);
	if (connecting)
		printf(",\"conns_per_s\":%.0f,\"cpu_us_per_conn\":%.1f", ready / t, cpu * 1e6 / N);
	else if (idle)
		printf(",\"rss_per_client_kb\":%.2f", (double)(z.server.rss_kb - empty.server.rss_kb) / N);
	else if (storm)
		printf(",\"joins\":%lu,\"joins_per_s\":%.0f,\"cpu_us_per_join\":%.3f", joins, joins / t,
		       joins ? cpu * 1e6 / joins : 0);
	else
		printf(",\"stalled\":%d,\"cut_off\":%d,\"sent\":%lu,\"delivered\":%lu,\"lost\":%lu,"
		       "\"duplicated\":%lu,\"reordered\":%lu,"
		       "\"corrupt\":%lu,\"badprefix\":%lu,\"echoed\":%lu,\"msgs_per_s\":%.0f,\"deliveries_per_s\":%.0f,"
		       "\"mb_per_s\":%.2f,\"cpu_us_per_delivery\":%.4f,\"p50_us\":%.0f,\"p99_us\":%.0f,"
		       "\"p999_us\":%.0f,\"max_us\":%.0f,\"sched_late_us\":%.0f",
		       stalled, stalled ? cut_off() : 0, sent, delivered, expected - delivered,
		       duplicated, reordered, corrupt, badprefix, echoed,
		       sent / t, delivered / t, rx_bytes / t / 1e6, delivered ? cpu * 1e6 / delivered : 0,
		       quantile_us(.5), quantile_us(.99), quantile_us(.999), quantile_us(1), late_ns / 1e3);
	puts("}");
	return !ok;
}
