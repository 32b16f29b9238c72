import { type HttpAnswer, HttpAnswerError, type HttpHead, readHead } from './http-answer.js';
import { type BodyOptions, bodyOf, type HttpBody } from './http-body.js';

const END_OF_HEAD = '\r\n\r\n';
const LARGEST_HEAD = 64 * 1024;

/** Reads the answer to one request out of the bytes that come. What it is fed may be overwritten afterwards. */
export class AnswerReader {
  #before: Buffer | null = null;
  #head: HttpHead | null = null;
  #body: HttpBody | null = null;

  constructor(private readonly options: BodyOptions) {}

  /** @returns the answer as soon as it is whole. @throws HttpAnswerError */
  feed(bytes: Buffer): HttpAnswer | null {
    if (this.#body) return this.#body.feed(bytes) ? this.#answer() : null;
    const all = this.#before ? Buffer.concat([this.#before, bytes]) : bytes;
    const end = all.indexOf(END_OF_HEAD);
    if (end > LARGEST_HEAD || (end < 0 && all.length > LARGEST_HEAD)) throw new HttpAnswerError('its head is too large');
    if (end < 0) {
      this.#before = this.#before ? all : Buffer.from(bytes);
      return null;
    }
    this.#before = null;
    const head = readHead(all.toString('latin1', 0, end));
    const rest = all.subarray(end + END_OF_HEAD.length);
    // Something that comes before the answer itself, such as 103 with its hints.
    if (head.status < 200) return rest.length > 0 ? this.feed(rest) : null;
    this.#head = head;
    this.#body = bodyOf(head, this.options);
    return this.#body.feed(rest) ? this.#answer() : null;
  }

  /** The other side sends no more. @returns the answer, where that is what ends it. */
  end(): HttpAnswer | null {
    return this.#body?.end() ? { ...this.#answer(), isReusable: false } : null;
  }

  #answer(): HttpAnswer {
    const { status, headers, keepsAlive } = this.#head as HttpHead;
    const body = this.#body as HttpBody;
    return { status, headers, body: body.text(), isReusable: keepsAlive && !body.hasMore };
  }
}
