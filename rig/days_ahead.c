/*
 * Shifts the wall clock DAYS_AHEAD days into the future, for a laptop that tests run on another day.
 *
 * Preloaded into Python and Redis. Only the wall clock is shifted: sleeping, timeouts and the monotonic clock are
 * unchanged, so that nothing waits until that day.
 */

#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *now) {
    int failed = (int)syscall(SYS_clock_gettime, clock, now);
    if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        now->tv_sec += (time_t)DAYS_AHEAD * 24 * 60 * 60;
    }
    return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec exact;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &exact);
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *into) {
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    if (into) {
        *into = exact.tv_sec;
    }
    return exact.tv_sec;
}
