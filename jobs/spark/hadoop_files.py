"""Files by their addresses, on whatever file system Hadoop has for them: s3://…, file:/… ."""

from __future__ import annotations

from lake_job import ExpectedError, Job


def file_system(job: Job, address: str):
    """The place of an address, and the file system that has it."""
    place = job.spark._jvm.org.apache.hadoop.fs.Path(address)
    files = place.getFileSystem(job.spark._jsc.hadoopConfiguration())
    # Beside each file of a local folder Hadoop keeps one of its checksums, which is wrong once another program writes it anew.
    if job.spark._jvm.java.lang.Class.forName("org.apache.hadoop.fs.ChecksumFileSystem").isInstance(files):
        files = files.getRawFileSystem()
    return place, files


def exists(job: Job, address: str) -> bool:
    place, files = file_system(job, address)
    return files.exists(place)


def remove(job: Job, pattern: str) -> None:
    """Removes what there is of a pattern of Hadoop's, with all that is in it."""
    place, files = file_system(job, pattern)
    for one in files.globStatus(place) or []:
        files.delete(one.getPath(), True)


def names_in(job: Job, folder: str, ending: str) -> list[str]:
    """The names of the files in a folder that end so, in order."""
    place, files = file_system(job, folder)
    return sorted(one.getPath().getName() for one in files.listStatus(place) if one.getPath().getName().endswith(ending))


def move(job: Job, source: str, target: str) -> None:
    """Moves a file to where none is, within one file system."""
    place, files = file_system(job, target)
    files.mkdirs(place.getParent())
    if not files.rename(file_system(job, source)[0], place):
        raise ExpectedError(f"{source} cannot be moved to {target}: look whether one of that name is there, and start again.")


def write_text(job: Job, address: str, text: str) -> None:
    place, files = file_system(job, address)
    stream = files.create(place, True)
    try:
        stream.write(text.encode())
    finally:
        stream.close()


def size_of(job: Job, address: str) -> int:
    place, files = file_system(job, address)
    return files.getFileStatus(place).getLen()


def sha256(job: Job, address: str) -> str:
    """Of a file of any size, in hexadecimal digits; its bytes stay in the JVM."""
    place, files = file_system(job, address)
    stream = files.open(place)
    try:
        return job.spark._jvm.org.apache.commons.codec.digest.DigestUtils.sha256Hex(stream)
    finally:
        stream.close()
