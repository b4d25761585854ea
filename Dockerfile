# One stage for each container of Antre. The base images are build arguments.
ARG PYTHON_IMAGE=python:3.13.16-slim
ARG REDIS_IMAGE=redis:8.6.7
ARG CADDY_IMAGE=caddy:2.11.7
ARG POSTGRES_IMAGE=postgres:17

FROM ${PYTHON_IMAGE} AS wheels
COPY requirements.txt /tmp/requirements.txt
RUN python -m venv /opt/antre \
 && /opt/antre/bin/pip install --quiet --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: -r /tmp/requirements.txt

FROM ${PYTHON_IMAGE} AS antre
ENV PATH=/opt/antre/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
COPY --from=wheels /opt/antre /opt/antre
WORKDIR /app
COPY waitingroom waitingroom
COPY services services
COPY antre antre
COPY catalogue catalogue
# The file system is read-only later: without this every start would compile Antre anew.
RUN python -m compileall -q --invalidation-mode unchecked-hash waitingroom services antre
COPY --chmod=755 deploy/antre /usr/local/bin/antre
# Named volumes inherit the owner and the mode of these folders. Redis and PostgreSQL are other users, who read theirs.
RUN mkdir -p /secrets/redis /secrets/postgres /secrets/ticketing /secrets/counter /secrets/display /secrets/reports \
      /secrets/backup /secrets/restore /secrets/sentinel /secrets/form /media /recordings /seen /history /archive /backups \
      /certificates \
 && chown -R 10001:10001 /secrets /media /seen /history /archive /backups /certificates \
 && chmod 700 /secrets/ticketing /secrets/counter /secrets/display /secrets/reports /secrets/backup /secrets/restore \
      /media /seen /history /archive /backups
USER 10001:10001

FROM ${REDIS_IMAGE} AS redis
COPY deploy/redis.conf /etc/antre/redis.conf
COPY --chmod=755 deploy/antre-redis deploy/antre-sentinel deploy/antre-demote deploy/antre-form-cluster /usr/local/bin/
RUN mkdir -p /data && chown 10002:10002 /data && chmod 700 /data
USER 10002:10002
WORKDIR /data
ENTRYPOINT []
CMD ["antre-redis"]

FROM ${POSTGRES_IMAGE} AS postgres
COPY --chmod=755 deploy/antre-postgres /usr/local/bin/antre-postgres
# PostgreSQL wants its user to have a name.
RUN echo "antre:x:10004:10004::/tmp:/bin/sh" >>/etc/passwd \
 && mkdir -p /data && chown 10004:10004 /data && chmod 700 /data
USER 10004:10004
WORKDIR /data
STOPSIGNAL SIGINT
ENTRYPOINT []
CMD ["antre-postgres"]

FROM ${CADDY_IMAGE} AS gateway
# A copy without file capabilities: with them, Caddy does not start under no-new-privileges.
RUN install -m 755 "$(command -v caddy)" /usr/local/bin/gateway \
 && mkdir -p /data && chown 10003:10003 /data && chmod 700 /data
COPY deploy/Caddyfile /etc/antre/Caddyfile
COPY deploy/pages /srv/pages
ENV XDG_DATA_HOME=/data XDG_CONFIG_HOME=/tmp HOME=/tmp
USER 10003:10003
ENTRYPOINT []
CMD ["gateway", "run", "--config", "/etc/antre/Caddyfile"]
