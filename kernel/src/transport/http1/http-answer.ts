/** One answer, whole. */
export interface HttpAnswer {
  status: number;
  /** By their names in lower case; what came several times is joined by commas. */
  headers: ReadonlyMap<string, string>;
  body: string;
  /** The connection can take another request. */
  isReusable: boolean;
}

/** What came over the connection is no HTTP/1.1, or more of it than may be. */
export class HttpAnswerError extends Error {
  override readonly name = 'HttpAnswerError';
}

/** The part of an answer before its body. */
export interface HttpHead {
  status: number;
  headers: ReadonlyMap<string, string>;
  /** The connection may take another request. */
  keepsAlive: boolean;
}

/** @throws HttpAnswerError */
export function readHead(text: string): HttpHead {
  const [first = '', ...lines] = text.split('\r\n');
  const [, minor, status] = /^HTTP\/1\.([01]) (\d{3})(?: |$)/.exec(first) ?? [];
  if (!status) throw new HttpAnswerError('it does not begin like an answer');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const end = line.indexOf(':');
    if (end <= 0) throw new HttpAnswerError('a header has no name');
    const name = line.slice(0, end).toLowerCase();
    const value = line.slice(end + 1).trim();
    const known = headers.get(name);
    headers.set(name, known === undefined ? value : `${known}, ${value}`);
  }
  const connection = headers.get('connection')?.toLowerCase();
  return { status: Number(status), headers, keepsAlive: minor === '1' ? connection !== 'close' : connection === 'keep-alive' };
}
