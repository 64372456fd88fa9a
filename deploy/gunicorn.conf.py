"""Gunicorn in production, behind the reverse proxy. `./run` does not use it: it starts gunicorn by itself."""

bind = "unix:/run/amp/gunicorn.sock"  # only who may enter the folder gets through, so X-Forwarded-For can be believed
worker_class = "gthread"
workers = 2  # processes; WEB_CONCURRENCY does not apply once it stands here. One per core is plenty
threads = 4  # per process; each keeps one connection to PostgreSQL, so 8 in all
timeout = 60  # seconds
graceful_timeout = 10
limit_request_line = 0  # nginx limits what is too long, and says so in German
limit_request_field_size = 32768  # bytes; as much as nginx lets through
max_requests = 5000  # a fresh process now and then keeps the memory low
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm"  # noqa: S108 -- heartbeats must not wait for a disk
control_socket_disable = True
loglevel = "info"
