/* Makes one of a program's writes to files go wrong: a library to preload on Linux.
 *
 * Counts the calls that change files. FAULT_CALL is the number of the one that fails, and
 * FAULT_KIND says how:
 *   kill    the process dies at once; of a write half has been done
 *   enospc  it and every later one that needs room finds the disk full
 *   eio     it alone fails with an input/output error
 * Without FAULT_CALL, the number of calls is written to the file FAULT_COUNT at the end.
 * The paths of the files that it opens are added to the file FAULT_OPENED. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long calls;
static long fault_call;
static int fault_kind;
static FILE *opened;
#define KILL -1

__attribute__((constructor)) static void begin(void) {
    const char *call = getenv("FAULT_CALL"), *kind = getenv("FAULT_KIND");
    fault_call = call ? atol(call) : 0;
    if (kind) fault_kind = strcmp(kind, "kill") == 0 ? KILL : strcmp(kind, "enospc") == 0 ? ENOSPC : EIO;
    const char *path = getenv("FAULT_OPENED");
    opened = path ? fopen(path, "w") : NULL;
}

__attribute__((destructor)) static void end(void) {
    const char *path = getenv("FAULT_COUNT");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (file) {
        fprintf(file, "%ld", (long)calls);
        fclose(file);
    }
}

static void die(void) { kill(getpid(), SIGKILL); }

/* 0 when the call may go on, else the error it ends with; -1 asks for a death. */
static int fault(int needs_room) {
    long call = atomic_fetch_add(&calls, 1) + 1;
    if (!fault_call || call < fault_call) return 0;
    if (fault_kind == KILL) return call == fault_call ? -1 : 0;
    if (fault_kind == ENOSPC) return needs_room ? ENOSPC : 0;
    return call == fault_call ? EIO : 0;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define FAIL_IF(needs_room)            \
    do {                               \
        int error = fault(needs_room); \
        if (error < 0) die();          \
        if (error) {                   \
            errno = error;             \
            return -1;                 \
        }                              \
    } while (0)

ssize_t write(int fd, const void *bytes, size_t length) {
    if (fd > 2) {
        int error = fault(1);
        if (error < 0) {
            REAL(write)(fd, bytes, length / 2);
            die();
        }
        if (error) {
            errno = error;
            return -1;
        }
    }
    return REAL(write)(fd, bytes, length);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (fd > 2) FAIL_IF(1);
    return REAL(writev)(fd, parts, count);
}

int fsync(int fd) {
    FAIL_IF(1);
    return REAL(fsync)(fd);
}

int fdatasync(int fd) {
    FAIL_IF(1);
    return REAL(fdatasync)(fd);
}

int rename(const char *from, const char *to) {
    FAIL_IF(1);
    return REAL(rename)(from, to);
}

int unlink(const char *path) {
    FAIL_IF(0);
    return REAL(unlink)(path);
}

int mkdir(const char *path, mode_t mode) {
    FAIL_IF(1);
    return ((int (*)(const char *, mode_t))dlsym(RTLD_NEXT, "mkdir"))(path, mode);
}

int open64(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = va_arg(rest, mode_t);
    va_end(rest);
    if (opened) {
        fprintf(opened, "%s\n", path);
        fflush(opened);
    }
    if (flags & O_CREAT) FAIL_IF(1);
    return ((int (*)(const char *, int, mode_t))dlsym(RTLD_NEXT, "open64"))(path, flags, mode);
}
