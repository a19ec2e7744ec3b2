# The portal's one image: web, worker, scheduler and the management commands. Runs as a user without rights.
FROM python:3.11-slim-bookworm AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /opt/venv
COPY requirements.lock /tmp/requirements.lock
RUN /opt/venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r /tmp/requirements.lock

FROM python:3.11-slim-bookworm

RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal -m 0700 /var/lib/portal
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY manage.py pyproject.toml ./
COPY portal portal
COPY enterprises enterprises
COPY programs programs
COPY trainings trainings
COPY templates templates
COPY static static
COPY locale locale

ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    STATIC_ROOT=/app/static-collected
# The embedded settings need no keys; the throw-away ones they make stay in this step's temporary folder.
RUN python -m compileall -q portal enterprises programs trainings \
    && python -m portal.catalogues \
    && PORTAL_VAR=/tmp/build python manage.py collectstatic --no-input --verbosity 0 \
    && rm -rf /tmp/build

ENV DJANGO_SETTINGS_MODULE=portal.settings.production PORTAL_VAR=/var/lib/portal
USER portal
VOLUME /var/lib/portal
EXPOSE 8000
CMD ["sh", "-c", "exec gunicorn portal.wsgi:application --bind 0.0.0.0:8000 --worker-class gthread --workers ${WEB_CONCURRENCY:-3} --threads 4 --timeout 30 --graceful-timeout 25 --max-requests 5000 --max-requests-jitter 500 --no-control-socket --logger-class portal.access_log.AccessLogger"]
