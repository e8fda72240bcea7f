// Loaded before the C library (LD_PRELOAD): counts the calls that change something below the folder FAULTS_ROOT, once the file FAULTS_ARMED is there, and
// ends the process at call number FAULTS_KILL (as SIGKILL does), or lets call number FAULTS_FAIL fail with the error number FAULTS_ERRNO; with FAULTS_FULL,
// from that call on every one that takes room on the disk. The file FAULTS_ARMED may have other numbers in it: run, kill, fail, errno, full, step; another
// run begins to count anew. FAULTS_COUNT is a file that gets a byte a call. FAULTS_STATES is a folder that gets a copy of FAULTS_ROOT after every call whose
// number FAULTS_STEP divides: what a process that is killed there leaves.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { RUN, KILL, FAIL, ERRNO, FULL, STEP, NUMBERS };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int calls, run;

static int number(const char *name)
{
    const char *text = getenv(name);
    return text ? atoi(text) : 0;
}

static int is_in(const char *root, const char *path)
{
    return strncmp(path, root, strlen(root)) == 0 && path[strlen(root)] == '/';
}

// By the name that was given, or by the one that it is known by where that one leads through a link.
static int is_below(const char *path)
{
    static char whole[PATH_MAX];
    const char *root = getenv("FAULTS_ROOT");
    if (!root || !path)
        return 0;
    if (is_in(root, path))
        return 1;
    int saved = errno;
    if (!whole[0] && !realpath(root, whole))
        whole[0] = 0;
    errno = saved;
    return whole[0] && is_in(whole, path);
}

// Past this library, straight into the kernel. False where the library is not armed.
static int read_orders(int orders[NUMBERS])
{
    const char *name = getenv("FAULTS_ARMED");
    long file = name ? syscall(SYS_openat, AT_FDCWD, name, O_RDONLY | O_CLOEXEC, 0) : -1;
    if (file < 0)
        return 0;
    char text[200];
    long length = syscall(SYS_read, file, text, sizeof text - 1);
    syscall(SYS_close, file);
    text[length > 0 ? length : 0] = 0;
    orders[RUN] = 0;
    orders[KILL] = number("FAULTS_KILL");
    orders[FAIL] = number("FAULTS_FAIL");
    orders[ERRNO] = number("FAULTS_ERRNO");
    orders[FULL] = number("FAULTS_FULL");
    orders[STEP] = number("FAULTS_STEP");
    sscanf(text, "%d %d %d %d %d %d", &orders[RUN], &orders[KILL], &orders[FAIL], &orders[ERRNO], &orders[FULL], &orders[STEP]);
    return 1;
}

static void note_call(void)
{
    const char *count = getenv("FAULTS_COUNT");
    if (!count)
        return;
    long file = syscall(SYS_openat, AT_FDCWD, count, O_WRONLY | O_CREAT | O_APPEND, 0644);
    syscall(SYS_write, file, ".", 1);
    syscall(SYS_close, file);
}

// What becomes of a call: 0 it goes on, its number the same and a copy is made afterwards, -1 it fails; errno is set then.
static int meets(const char *path, int takes_room)
{
    int saved = errno, orders[NUMBERS];
    if (!is_below(path) || !read_orders(orders))
    {
        errno = saved;
        return 0;
    }
    pthread_mutex_lock(&mutex);
    if (orders[RUN] != run)
    {
        run = orders[RUN];
        calls = 0;
    }
    int call = ++calls;
    note_call();
    if (call == orders[KILL])
        kill(getpid(), SIGKILL);
    int fails = call == orders[FAIL] || (orders[FULL] && orders[FAIL] && call > orders[FAIL] && takes_room);
    pthread_mutex_unlock(&mutex);
    errno = fails ? orders[ERRNO] : saved;
    return fails ? -1 : orders[STEP] && call % orders[STEP] == 0 ? call : 0;
}

static int meets_open_file(int file, int takes_room)
{
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    return meets(path, takes_room);
}

// Making a file shorter, or as long as it is, takes none.
static int grows(int file, off_t length)
{
    struct stat now;
    return fstat(file, &now) != 0 || length > now.st_size;
}

static void copy_state(int call)
{
    int saved = errno, status;
    pthread_mutex_lock(&mutex);
    char name[PATH_MAX];
    snprintf(name, sizeof name, "%s/%04d", getenv("FAULTS_STATES"), call);
    char *words[] = { "cp", "-a", getenv("FAULTS_ROOT"), name, NULL };
    char *environment[] = { "PATH=/usr/bin:/bin", NULL };
    pid_t copier;
    if (posix_spawnp(&copier, "cp", NULL, NULL, words, environment) == 0)
        waitpid(copier, &status, 0);
    pthread_mutex_unlock(&mutex);
    errno = saved;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define CHANGES(type, name, parameters, met, call)  \
    type name parameters                            \
    {                                               \
        int meeting = met;                          \
        if (meeting < 0)                            \
            return -1;                              \
        type result = NEXT(name) call;              \
        if (meeting)                                \
            copy_state(meeting);                           \
        return result;                              \
    }

CHANGES(int, rename, (const char *from, const char *to), meets(is_below(to) ? to : from, 0), (from, to))
CHANGES(int, link, (const char *from, const char *to), meets(to, 1), (from, to))
CHANGES(int, symlink, (const char *target, const char *path), meets(path, 1), (target, path))
CHANGES(int, unlink, (const char *path), meets(path, 0), (path))
CHANGES(int, rmdir, (const char *path), meets(path, 0), (path))
CHANGES(int, mkdir, (const char *path, mode_t mode), meets(path, 1), (path, mode))
CHANGES(int, ftruncate, (int file, off_t length), meets_open_file(file, grows(file, length)), (file, length))
CHANGES(int, ftruncate64, (int file, off_t length), meets_open_file(file, grows(file, length)), (file, length))
CHANGES(ssize_t, write, (int file, const void *data, size_t size), meets_open_file(file, 1), (file, data, size))
CHANGES(ssize_t, pwrite, (int file, const void *data, size_t size, off_t at), meets_open_file(file, 1), (file, data, size, at))
CHANGES(ssize_t, pwrite64, (int file, const void *data, size_t size, off_t at), meets_open_file(file, 1), (file, data, size, at))

#define OPENS(name)                                                             \
    int name(const char *path, int flags, ...)                                  \
    {                                                                           \
        va_list rest;                                                           \
        va_start(rest, flags);                                                  \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
        va_end(rest);                                                           \
        int meeting = flags & (O_CREAT | O_TRUNC) ? meets(path, 1) : 0;         \
        if (meeting < 0)                                                        \
            return -1;                                                          \
        int result = NEXT(name)(path, flags, mode);                             \
        if (meeting)                                                            \
            copy_state(meeting);                                                       \
        return result;                                                          \
    }
OPENS(open)
OPENS(open64)
