# The wheel and the locked versions of what it needs, in an image of their own.
#   docker compose run --rm pages indexer init
#   docker compose run --rm pages indexer build /data/samples
#   docker compose up
FROM python:3.13 AS build
WORKDIR /src
COPY pyproject.toml requirements.txt ./
RUN python -m venv /opt/bahith \
  && /opt/bahith/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
RUN make wheel BIN=/opt/bahith/bin \
  && /opt/bahith/bin/pip install --no-cache-dir --no-deps dist/*.whl
# Extras, such as "opensearch", in the newest versions that pyproject.toml allows.
ARG EXTRAS=""
RUN test -z "$EXTRAS" || /opt/bahith/bin/pip install --no-cache-dir "$(echo dist/*.whl)[$EXTRAS]"

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data --create-home bahith
COPY --from=build /opt/bahith /opt/bahith
ENV PATH=/opt/bahith/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    BAHITH_DATA=/data
USER bahith
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["search-web", "serve", "--host", "0.0.0.0"]
