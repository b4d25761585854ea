/* Simulates disk and clock faults for Redis: LD_PRELOADed, controlled by files in $FAULT_DIR.
 *
 *   full    exists: writes to the append-only file fail with ENOSPC
 *   synced  written by the shim: the file's length at its last fdatasync, as 20 digits
 *   clock   8 bytes, shared memory: offset of the wall clock in seconds
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const char *in_folder(const char *name, char *path, size_t size) {
    snprintf(path, size, "%s/%s", getenv("FAULT_DIR"), name);
    return path;
}

static int is_log(int fd) {
    struct stat is;
    return fstat(fd, &is) == 0 && S_ISREG(is.st_mode) && (fcntl(fd, F_GETFL) & O_APPEND);
}

static int64_t off_s(void) {
    static volatile int64_t *shared;
    if (!shared) {
        char path[4096];
        int fd = open(in_folder("clock", path, sizeof path), O_RDONLY);
        void *page = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *shared, PROT_READ, MAP_SHARED, fd, 0);
        if (fd >= 0) close(fd);
        if (page == MAP_FAILED) return 0;
        shared = page;
    }
    return *shared;
}

ssize_t write(int fd, const void *data, size_t size) {
    static ssize_t (*next)(int, const void *, size_t);
    if (!next) next = dlsym(RTLD_NEXT, "write");
    char path[4096];
    if (is_log(fd) && access(in_folder("full", path, sizeof path), F_OK) == 0) {
        errno = ENOSPC;
        return -1;
    }
    return next(fd, data, size);
}

int fdatasync(int fd) {
    static int (*next)(int);
    if (!next) next = dlsym(RTLD_NEXT, "fdatasync");
    struct stat is;
    int stat_result = fstat(fd, &is), done = next(fd);
    if (stat_result == 0 && done == 0 && is_log(fd)) {
        char path[4096], digits[21];
        int out = open(in_folder("synced", path, sizeof path), O_WRONLY | O_CREAT, 0600);
        snprintf(digits, sizeof digits, "%020lld", (long long)is.st_size);
        if (out >= 0) {
            if (pwrite(out, digits, 20, 0) < 0) errno = 0;
            close(out);
        }
    }
    return done;
}

int clock_gettime(clockid_t which, struct timespec *now) {
    static int (*next)(clockid_t, struct timespec *);
    if (!next) next = dlsym(RTLD_NEXT, "clock_gettime");
    int done = next(which, now);
    if (done == 0 && which == CLOCK_REALTIME) now->tv_sec += off_s();
    return done;
}

int gettimeofday(struct timeval *now, void *zone) {
    static int (*next)(struct timeval *, void *);
    if (!next) next = dlsym(RTLD_NEXT, "gettimeofday");
    int done = next(now, zone);
    if (done == 0) now->tv_sec += off_s();
    return done;
}

time_t time(time_t *at) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (at) *at = now.tv_sec;
    return now.tv_sec;
}
