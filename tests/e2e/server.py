"""A server of advisory exports on the loopback, with the faults that servers have."""
import gzip
import hashlib
import ssl
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server:
    """`files` is what it has, by path; `faults` what it does wrong, by path: a list, used up from the front."""

    certificate = None  # a file with a key and its certificate: https
    max_age = None      # seconds for which answers may be used; None: nothing is said of it

    def __init__(self, etags=True, ranges=True):
        self.files, self.faults, self.asked = {}, {}, []
        self.etags, self.ranges = etags, ranges
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def do_GET(self):
                outer.answer(self)

            def log_message(self, *args):
                pass

        self.http = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.http.daemon_threads = True
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate)
            self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        self.url = 'http%s://127.0.0.1:%d' % ('s' if self.certificate else '', self.http.server_port)

    def close(self):
        self.http.shutdown()
        self.http.server_close()

    def paths(self):
        return [path for path, _ in self.asked]

    def answer(self, request):
        path = urllib.parse.unquote(request.path)
        self.asked.append((path, dict(request.headers)))
        fault = self.faults.get(path) or [None]
        fault = fault.pop(0) if len(fault) > 1 or fault[0] != 'always' else fault[0]
        if callable(fault):
            return fault(request)
        body = self.files.get(path)
        if body is None:
            return self.send(request, 404, b'no such thing')
        etag = self.etag(body)
        headers = {'ETag': etag} if self.etags else {}
        if self.etags and request.headers.get('If-None-Match') == etag:
            return self.send(request, 304, b'', headers)
        span = self.span(request, etag, len(body))
        if span in (None, (0, len(body))):
            return self.send(request, 200, body, headers)
        first, end = span
        if first >= len(body):
            return self.send(request, 416, b'', {'Content-Range': 'bytes */%d' % len(body)})
        headers['Content-Range'] = 'bytes %d-%d/%d' % (first, end - 1, len(body))
        return self.send(request, 206, body[first:end], headers)

    @staticmethod
    def etag(body):
        return '"%s"' % hashlib.sha256(body).hexdigest()[:16]

    def span(self, request, etag, size):
        """ "bytes=5-", "bytes=5-9" and "bytes=-5": where it begins and where it ends."""
        wanted = request.headers.get('Range')
        if not wanted or not self.ranges or request.headers.get('If-Range') not in (None, etag):
            return None
        first, _, last = wanted.removeprefix('bytes=').partition('-')
        if not first:
            return max(0, size - int(last)), size
        return int(first), min(size, int(last) + 1) if last else size

    @classmethod
    def send(cls, request, status, body, headers={}):
        if cls.max_age is not None and status in (200, 304):
            headers = {'Cache-Control': f'public, max-age={cls.max_age}', **headers}
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        if status != 304:
            request.send_header('Content-Length', str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    # --- faults

    def silent(self, path, seconds):
        """Takes the question, and says nothing; in the end what it should have said."""
        def fault(request):
            time.sleep(seconds)
            self.send(request, 200, self.files[path])
        return fault

    def status(self, status, **headers):
        return lambda request: self.send(request, status, b'<p>sorry', {
            name.replace('_', '-'): value for name, value in headers.items()})

    def cut(self, path, at, wait=0):
        """Promises all and sends a part; then waits, then hangs up."""
        def fault(request):
            body = self.files[path]
            request.send_response(200)
            request.send_header('ETag', self.etag(body))
            request.send_header('Content-Length', str(len(body)))
            request.end_headers()
            request.wfile.write(body[:at])
            request.wfile.flush()
            time.sleep(wait)
            request.close_connection = True
            request.connection.close()
        return fault

    def redirect(self, where):
        return self.status(302, Location=where)

    def compressed(self, path):
        return lambda request: self.send(request, 200, gzip.compress(self.files[path]),
                                         {'Content-Encoding': 'gzip', 'ETag': '"z"'})
