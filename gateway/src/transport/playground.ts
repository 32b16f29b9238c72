import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { GatewayErrors } from '../gateway.errors.js';
import type { HttpRequest, HttpResponse } from '../http.js';
import type { Next } from '../stage.js';

/** Written by `npm run build`; the same place seen from src and from dist. */
const FOLDER = new URL('../../dist/playground/', import.meta.url);

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
};

/** The page talks to this server only. Inline styles are how its editor draws; inline scripts there are none. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const PAGE_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-cache',
};

/** Serves GraphiQL from our own files. Nothing on the page comes from anywhere else. */
export function servePlayground(): Next<HttpRequest, HttpResponse> {
  const files = filesIn(FOLDER);
  return async ({ path, headers }) => {
    const asked = path.replace(/^\/playground\/?/, '') || 'index';
    const name = files.has(asked) ? asked : `${asked}.html`;
    const etag = files.get(name);
    if (!etag) throw GatewayErrors.PATH_NOT_FOUND(path);
    const answer = { ...PAGE_HEADERS, etag, vary: 'Accept-Encoding', 'content-type': types[extname(name)] ?? 'application/octet-stream' };
    if (headers['if-none-match'] === etag) return { status: 304, headers: answer, body: '' };
    const isZipped = files.has(`${name}.gz`) && /\bgzip\b/.test(headers['accept-encoding'] ?? '');
    if (!isZipped) return { status: 200, headers: answer, body: await readFile(new URL(name, FOLDER)) };
    return { status: 200, headers: { ...answer, 'content-encoding': 'gzip' }, body: await readFile(new URL(`${name}.gz`, FOLDER)) };
  };
}

/** Name to entity tag of every file that may be served. */
function filesIn(folder: URL): ReadonlyMap<string, string> {
  try {
    const names = readdirSync(folder);
    return new Map(
      names.map((name) => [
        name,
        `"${createHash('sha256')
          .update(readFileSync(new URL(name, folder)))
          .digest('base64url')}"`,
      ]),
    );
  } catch {
    return new Map();
  }
}
