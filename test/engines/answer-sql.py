"""Answers SQL over a Unix socket: one Spark for all who ask, and a session of its own for each connection.

    python answer-sql.py SOCKET CONF

CONF is JSON. A line asks, in JSON: {"sql": "..."} or {"conf": {"key": "value"}}. A line answers: the columns with their
types and the rows, every value as text or null; or an error. A line {"script": "file.py", "arguments": [...], "modules":
["folder", ...]} runs a program in the session, as if it were on its own, and answers what it printed and its exit code. It ends when its standard input does, that is with whoever
started it.
"""

import contextlib
import datetime
import decimal
import io
import json
import os
import runpy
import socketserver
import sys
import threading
import traceback

from pyspark.sql import SparkSession

# A program has the arguments, the modules and the standard output of the whole process.
ONE_PROGRAM = threading.Lock()


def text(value):
    """A value in the one form in which values of two engines are compared."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, int):
        return str(value)
    if isinstance(value, decimal.Decimal):
        return format(value, 'f')
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, datetime.datetime):
        whole, _, fraction = value.replace(tzinfo=None).isoformat(sep=' ').partition('.')
        fraction = fraction.rstrip('0')
        return f'{whole}.{fraction}' if fraction else whole
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [text(element) for element in value]
    if isinstance(value, dict):
        return [[text(key), text(element)] for key, element in sorted(value.items())]
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
    raise TypeError(f'No text is chosen for a {type(value).__name__}')


def run(session, script, arguments, modules):
    """Runs a program as `python script arguments` does, but for the session, which it finds instead of making one."""
    output = io.StringIO()
    with ONE_PROGRAM, contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        argv, path, known = sys.argv, sys.path, set(sys.modules)
        own, SparkSession._instantiatedSession = SparkSession._instantiatedSession, session
        sys.argv, sys.path = [script, *arguments], [os.path.dirname(script), *modules, *path]
        try:
            runpy.run_path(script, run_name='__main__')
            code = 0
        except SystemExit as end:
            if isinstance(end.code, str):
                print(end.code)
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        except BaseException:
            traceback.print_exc(file=output)
            code = 1
        finally:
            sys.argv, sys.path, SparkSession._instantiatedSession = argv, path, own
            for name in set(sys.modules) - known:
                if getattr(sys.modules[name], '__file__', None) and os.path.dirname(sys.modules[name].__file__) in [os.path.dirname(script), *modules]:
                    del sys.modules[name]
    return {'output': output.getvalue(), 'code': code}


def answer(session, question):
    try:
        if 'script' in question:
            return run(session, question['script'], question['arguments'], question['modules'])
        for key, value in question.get('conf', {}).items():
            session.conf.set(key, value)
        if 'sql' not in question:
            return {'columns': [], 'rows': []}
        frame = session.sql(question['sql'])
        columns = [[field.name, field.dataType.simpleString()] for field in frame.schema.fields]
        return {'columns': columns, 'rows': [[text(value) for value in row] for row in frame.collect()]}
    except Exception as error:  # whatever it is, the one who asked has to know
        condition = error.getCondition() if hasattr(error, 'getCondition') else None
        return {'error': f'{type(error).__name__}: {error}', 'condition': condition}


def main():
    path, conf = sys.argv[1], json.loads(sys.argv[2])
    builder = SparkSession.builder.appName('tests')
    for key, value in conf.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()

    class Connection(socketserver.StreamRequestHandler):
        def handle(self):
            session = spark.newSession()
            for line in self.rfile:
                self.wfile.write(json.dumps(answer(session, json.loads(line))).encode() + b'\n')

    class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
        daemon_threads = True

    server = Server(path, Connection)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print('ready', flush=True)
    sys.stdin.read()
    # Spark's own end follows from that of its standard input; a question that is being answered is not waited for.
    os._exit(0)


main()
