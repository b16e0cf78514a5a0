# syntax=docker/dockerfile:1

FROM node:24-bookworm-slim AS manifests
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY web/package.json web/
COPY sandbox/package.json sandbox/

FROM manifests AS build
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build:web && npm run build:service

# Nothing here needs an install script, a compiler or the embedded PostgreSQL, which is for development only.
FROM manifests AS packages
RUN npm ci --ignore-scripts --omit=dev --omit=optional --workspaces=false

FROM node:24-bookworm-slim AS runtime
# Packages are not installed at run time, so nothing that could install them is left.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn*
WORKDIR /app
COPY package.json ./
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/web/dist web/dist
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
EXPOSE 3000
USER node
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
