/* Files, safely. See io.h. */
#include "io.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Non-blocking: opening a pipe somebody put into the tree must not wait for a writer. */
#define OPEN_FLAGS (O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)

static bool plain_path(const char *path)
{
	if (!*path || *path == '/')
		return false;
	for (const char *p = path; *p;) {
		size_t n = strcspn(p, "/");

		if (n == 2 && p[0] == '.' && p[1] == '.')
			return false;
		p += n;
		p += *p == '/';
	}
	return true;
}

/* One component at a time, for kernels and sandboxes without openat2. */
static int open_stepwise(int root_fd, const char *path, int flags)
{
	int fd = dup(root_fd);

	while (fd >= 0) {
		size_t n = strcspn(path, "/");
		char part[256];
		int next;

		if (n >= sizeof(part)) {
			close(fd);
			errno = ENAMETOOLONG;
			return -1;
		}
		memcpy(part, path, n);
		part[n] = '\0';
		path += n + strspn(path + n, "/");
		next = openat(fd, n ? part : ".", *path ? O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC : flags | O_NOFOLLOW);
		close(fd);
		fd = next;
		if (!*path)
			break;
	}
	return fd;
}

static int open_beneath(int root_fd, const char *path, int flags)
{
	static atomic_bool no_openat2;
	struct open_how how = {.flags = (unsigned)flags, .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};

	if (!plain_path(path)) {
		errno = EINVAL;
		return -1;
	}
	if (!no_openat2) {
		long fd = syscall(SYS_openat2, root_fd, path, &how, sizeof(how));

		if (fd >= 0 || (errno != ENOSYS && errno != EPERM))
			return (int)fd;
		no_openat2 = true;
	}
	return open_stepwise(root_fd, path, flags);
}

static void stat_from(struct file_stat *stat, const struct stat *st)
{
	stat->size = st->st_size;
	stat->mtime_ns = (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
	stat->inode = st->st_ino;
}

/* Reads an open file to its end; a file that grows while it is read may not pass `max` either. Closes fd. */
static bool read_all(int fd, const char *path, size_t max, char **text, size_t *length, struct stat *st, struct err *err)
{
	size_t n = 0, cap;
	char *p = NULL;

	if (fstat(fd, st) != 0 || !S_ISREG(st->st_mode)) {
		close(fd);
		return err_set(err, "\"%s\" is not a regular file", path);
	}
	if ((uintmax_t)st->st_size > max)
		goto too_large;
	cap = (size_t)st->st_size + 1;
	p = xmalloc(cap + 1);
	for (;;) {
		ssize_t got = read(fd, p + n, cap - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			err_set(err, "cannot read \"%s\": %s", path, strerror(errno));
			goto fail;
		}
		if (got == 0)
			break;
		n += (size_t)got;
		if (n > max)
			goto too_large;
		if (n == cap) {
			cap *= 2;
			p = xrealloc(p, cap + 1);
		}
	}
	close(fd);
	p[n] = '\0';
	*text = p;
	*length = n;
	return true;
too_large:
	err_set(err, "\"%s\" is larger than %zu bytes", path, max);
fail:
	free(p);
	close(fd);
	return false;
}

bool io_read_beneath(int root_fd, const char *path, size_t max, char **text, size_t *length, struct file_stat *stat, struct err *err)
{
	int fd = open_beneath(root_fd, path, OPEN_FLAGS);
	struct stat st;

	if (fd < 0 && (errno == ELOOP || errno == EXDEV))
		return err_set(err, "\"%s\" is reached through a link", path);
	if (fd < 0)
		return err_set(err, "cannot open \"%s\": %s", path, strerror(errno));
	if (!read_all(fd, path, max, text, length, &st, err))
		return false;
	if (stat)
		stat_from(stat, &st);
	return true;
}

bool io_stat_beneath(int root_fd, const char *path, struct file_stat *stat)
{
	int fd = open_beneath(root_fd, path, O_PATH | O_CLOEXEC);
	struct stat st;
	bool ok;

	if (fd < 0)
		return false;
	ok = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
	close(fd);
	if (ok)
		stat_from(stat, &st);
	return ok;
}

int io_open_dir_beneath(int root_fd, const char *path)
{
	return open_beneath(root_fd, path, OPEN_FLAGS | O_DIRECTORY);
}

bool io_read(const char *path, size_t max, char **text, size_t *length, struct err *err)
{
	int fd = open(path, OPEN_FLAGS);
	struct stat st;

	if (fd < 0)
		return err_set(err, "cannot open \"%s\": %s", path, strerror(errno));
	return read_all(fd, path, max, text, length, &st, err);
}

static bool write_all(int fd, const char *text, size_t length)
{
	while (length) {
		ssize_t n = write(fd, text, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		text += n;
		length -= (size_t)n;
	}
	return fsync(fd) == 0;
}

bool io_write_atomic(const char *path, const char *text, size_t length, struct err *err)
{
	static atomic_uint serial;
	struct arena arena = {0};
	char *beside = arena_printf(&arena, "%s.%ld.%u.new", path, (long)getpid(), serial++);
	int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	bool ok = fd >= 0;

	if (ok) {
		ok = write_all(fd, text, length);
		if (close(fd) != 0)
			ok = false;
		ok = ok && rename(beside, path) == 0;
	}
	if (!ok) {
		err_set(err, "cannot write \"%s\": %s", path, strerror(errno));
		if (fd >= 0)
			unlink(beside);
	}
	arena_free(&arena);
	return ok;
}

bool io_make_dirs(const char *path, struct err *err)
{
	char *copy = xstrdup(path);
	struct stat st;
	bool ok = true;

	for (char *p = copy; ok && *p;) {
		char *end = p + strspn(p, "/");
		char kept;

		end += strcspn(end, "/");
		kept = *end;
		*end = '\0';
		ok = mkdir(copy, 0700) == 0 || errno == EEXIST || errno == EISDIR || (stat(copy, &st) == 0 && S_ISDIR(st.st_mode));
		*end = kept;
		p = end;
	}
	if (!ok)
		err_set(err, "cannot make folder \"%s\": %s", path, strerror(errno));
	else if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
		ok = err_set(err, "\"%s\" is not a folder", path);
	free(copy);
	return ok;
}

/* A relative XDG variable is invalid and ignored, as its specification says. */
static const char *user_dir(struct arena *arena, const char *variable, const char *below_home)
{
	const char *base = getenv(variable), *home = getenv("HOME");

	if (base && *base == '/')
		return arena_printf(arena, "%s/plumbline", base);
	if (home && *home == '/')
		return arena_printf(arena, "%s/%s/plumbline", home, below_home);
	return NULL;
}

const char *io_cache_dir(struct arena *arena)
{
	return user_dir(arena, "XDG_CACHE_HOME", ".cache");
}

const char *io_state_dir(struct arena *arena)
{
	return user_dir(arena, "XDG_STATE_HOME", ".local/state");
}
