import type { Gathering } from './gathering.js';
import { HttpAnswerError, type HttpHead } from './http-answer.js';

/** Takes the bytes behind a head until the body is whole. What it is fed may be overwritten afterwards. */
export interface HttpBody {
  /** @returns whether the body is whole. @throws HttpAnswerError */
  feed(bytes: Buffer): boolean;
  /** @returns whether the body is whole now that no more will come. */
  end(): boolean;
  text(): string;
  /** Bytes came that belong to no answer. */
  hasMore: boolean;
}

const NO_BODY = new Set([204, 304]);

export interface BodyOptions {
  mostBytes: number;
  /** For what comes in pieces; nobody else's until the body is read. */
  gathering: Gathering;
}

/** How the body of such an answer comes. A length beside chunks counts for nothing. @throws HttpAnswerError */
export function bodyOf({ status, headers }: HttpHead, options: BodyOptions): HttpBody {
  const { mostBytes, gathering } = options;
  if (NO_BODY.has(status)) return new SizedBody(0, gathering);
  const encoding = headers.get('transfer-encoding');
  if (encoding !== undefined) {
    if (encoding.toLowerCase() !== 'chunked') throw new HttpAnswerError('its transfer encoding is not known');
    return new ChunkedBody(options);
  }
  const length = headers.get('content-length');
  if (length === undefined) return new EndlessBody(options);
  if (!/^\d{1,15}$/.test(length)) throw new HttpAnswerError('its length is no number');
  if (Number(length) > mostBytes) throw tooLarge(mostBytes);
  return new SizedBody(Number(length), gathering);
}

const tooLarge = (mostBytes: number) => new HttpAnswerError(`it has more than ${mostBytes} bytes`);

/** A body that said how long it is. Most come at once with their head, and are never copied. */
class SizedBody implements HttpBody {
  hasMore = false;
  #whole: string | null = null;

  constructor(
    private readonly length: number,
    private readonly gathering: Gathering,
  ) {
    gathering.begin();
  }

  feed(bytes: Buffer): boolean {
    const missing = this.length - this.gathering.size;
    if (bytes.length > missing) this.hasMore = true;
    if (this.gathering.size === 0 && bytes.length >= missing) {
      this.#whole = bytes.toString('utf8', 0, missing);
      return true;
    }
    if (this.gathering.size === 0) this.gathering.begin(this.length);
    this.gathering.append(bytes, 0, Math.min(missing, bytes.length));
    return this.gathering.size === this.length;
  }

  end(): boolean {
    return false;
  }

  text(): string {
    return this.#whole ?? this.gathering.text();
  }
}

/** A body that ends with its connection. */
class EndlessBody implements HttpBody {
  readonly hasMore = false;

  constructor(private readonly options: BodyOptions) {
    options.gathering.begin();
  }

  feed(bytes: Buffer): boolean {
    const { gathering, mostBytes } = this.options;
    if (gathering.size + bytes.length > mostBytes) throw tooLarge(mostBytes);
    gathering.append(bytes);
    return false;
  }

  end(): boolean {
    return true;
  }

  text(): string {
    return this.options.gathering.text();
  }
}

const LONGEST_LINE = 16 * 1024;

/** A body in chunks: each says its length, the last one is empty, and lines of trailers may follow, which nobody reads. */
class ChunkedBody implements HttpBody {
  hasMore = false;
  #size = 0;
  /** Bytes still to come of the chunk at hand; with the line's end behind them. */
  #left = 0;
  #line = '';
  #reads: 'size' | 'data' | 'trailers' = 'size';

  constructor(private readonly options: BodyOptions) {
    options.gathering.begin();
  }

  feed(bytes: Buffer): boolean {
    for (let at = 0; at < bytes.length; ) {
      if (this.#reads === 'data') {
        at = this.#takeData(bytes, at);
        continue;
      }
      const end = bytes.indexOf('\n', at);
      this.#line += bytes.toString('latin1', at, end < 0 ? bytes.length : end);
      if (this.#line.length > LONGEST_LINE) throw new HttpAnswerError('a line between its chunks is too long');
      if (end < 0) return false;
      at = end + 1;
      if (this.#takeLine()) {
        this.hasMore = at < bytes.length;
        return true;
      }
    }
    return false;
  }

  #takeData(bytes: Buffer, at: number): number {
    const length = Math.min(this.#left - 2, bytes.length - at);
    if (length > 0) this.options.gathering.append(bytes, at, at + length);
    const taken = Math.min(this.#left, bytes.length - at);
    this.#left -= taken;
    if (this.#left === 0) this.#reads = 'size';
    return at + taken;
  }

  /** @returns whether the body is whole. */
  #takeLine(): boolean {
    const line = this.#line.trimEnd();
    this.#line = '';
    if (this.#reads === 'trailers') return line === '';
    const [, digits] = /^([\da-f]{1,8})(?:[ \t]*;.*)?$/i.exec(line) ?? [];
    if (digits === undefined) throw new HttpAnswerError('a chunk does not say its length');
    const length = Number.parseInt(digits, 16);
    this.#size += length;
    if (this.#size > this.options.mostBytes) throw tooLarge(this.options.mostBytes);
    this.#reads = length === 0 ? 'trailers' : 'data';
    this.#left = length + 2;
    return false;
  }

  end(): boolean {
    return false;
  }

  text(): string {
    return this.options.gathering.text();
  }
}
