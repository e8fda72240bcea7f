// Loaded before the C library (LD_PRELOAD): counts the calls that change something below the folder FAULTS_ROOT, once the file FAULTS_ARMED is there, and
// ends the process at call number FAULTS_KILL (as SIGKILL does), or lets call number FAULTS_FAIL fail with the error number FAULTS_ERRNO. FAULTS_COUNT is a
// file that gets a byte a call.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static _Atomic int calls;

static int number(const char *name)
{
    const char *text = getenv(name);
    return text ? atoi(text) : 0;
}

static int is_below(const char *path)
{
    const char *root = getenv("FAULTS_ROOT");
    return root && path && strncmp(path, root, strlen(root)) == 0 && path[strlen(root)] == '/';
}

static int is_armed(void)
{
    const char *file = getenv("FAULTS_ARMED");
    return file && access(file, F_OK) == 0;
}

// True where the call is to fail; errno is set then.
static int meets(const char *path)
{
    int saved = errno;
    if (!is_below(path) || !is_armed())
    {
        errno = saved;
        return 0;
    }
    int call = ++calls;
    const char *count = getenv("FAULTS_COUNT");
    if (count)
    {
        // Past this library, straight into the kernel.
        long file = syscall(SYS_openat, AT_FDCWD, count, O_WRONLY | O_CREAT | O_APPEND, 0644);
        syscall(SYS_write, file, ".", 1);
        syscall(SYS_close, file);
    }
    if (call == number("FAULTS_KILL"))
        kill(getpid(), SIGKILL);
    errno = saved;
    if (call != number("FAULTS_FAIL"))
        return 0;
    errno = number("FAULTS_ERRNO");
    return 1;
}

static int meets_open_file(int file)
{
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    return meets(path);
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int rename(const char *from, const char *to) { return meets(to) ? -1 : NEXT(rename)(from, to); }
int link(const char *from, const char *to) { return meets(to) ? -1 : NEXT(link)(from, to); }
int symlink(const char *target, const char *path) { return meets(path) ? -1 : NEXT(symlink)(target, path); }
int unlink(const char *path) { return meets(path) ? -1 : NEXT(unlink)(path); }
int rmdir(const char *path) { return meets(path) ? -1 : NEXT(rmdir)(path); }
int mkdir(const char *path, mode_t mode) { return meets(path) ? -1 : NEXT(mkdir)(path, mode); }
int ftruncate(int file, off_t length) { return meets_open_file(file) ? -1 : NEXT(ftruncate)(file, length); }
int ftruncate64(int file, off64_t length) { return meets_open_file(file) ? -1 : NEXT(ftruncate64)(file, length); }
ssize_t write(int file, const void *data, size_t size) { return meets_open_file(file) ? -1 : NEXT(write)(file, data, size); }
ssize_t pwrite(int file, const void *data, size_t size, off_t at) { return meets_open_file(file) ? -1 : NEXT(pwrite)(file, data, size, at); }
ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) { return meets_open_file(file) ? -1 : NEXT(pwrite64)(file, data, size, at); }

#define OPENS(name)                                                          \
    int name(const char *path, int flags, ...)                               \
    {                                                                        \
        va_list rest;                                                        \
        va_start(rest, flags);                                               \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
        va_end(rest);                                                        \
        return flags & (O_CREAT | O_TRUNC) && meets(path) ? -1 : NEXT(name)(path, flags, mode); \
    }
OPENS(open)
OPENS(open64)
