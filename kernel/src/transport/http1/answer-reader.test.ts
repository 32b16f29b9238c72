import { describe, expect, it } from '@jest/globals';
import { AnswerReader } from './answer-reader.js';
import { Gathering } from './gathering.js';

/** One for all, as a connection has it. */
const gathering = new Gathering();

const read = (text: string, size = text.length, mostBytes = 100) => {
  const bytes = Buffer.from(text);
  const reader = new AnswerReader({ mostBytes, gathering });
  const inbox = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size) {
    // As a connection has it: what was read before is overwritten by what comes next.
    const length = bytes.copy(inbox, 0, at, at + size);
    const answer = reader.feed(inbox.subarray(0, length));
    if (answer) return answer;
  }
  return reader.end();
};

const SIZED = 'HTTP/1.1 200 OK\r\nContent-Type: a\r\nContent-Length: 10\r\n\r\n{"a":"é"}';
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{"a"\r\n5;x=y\r\n:"é"\r\n1\r\n}\r\n0\r\nDigest: x\r\n\r\n';
const ENDLESS = 'HTTP/1.1 200 OK\r\n\r\n{"a":"é"}';

describe('an answer over HTTP/1.1', () => {
  describe.each([
    ['that says its length', SIZED, '{"a":"é"}', true],
    ['in chunks', CHUNKED, '{"a":"é"}', true],
    ['that ends with its connection', ENDLESS, '{"a":"é"}', false],
  ])('%s', (_, text, body, isReusable) => {
    it.each([1, 2, 3, 7, 64, 1_000])('is read in pieces of %d bytes', (size) => {
      expect(read(text, size)).toMatchObject({ status: 200, body, isReusable });
    });

    it('is refused where it has more bytes than may be', () => {
      expect(() => read(text, 1_000, 5)).toThrow('more than 5 bytes');
    });
  });

  it('has headers in lower case, and what comes twice as one', () => {
    const { headers } = read('HTTP/1.1 200 OK\r\nA: 1\r\na:2\r\nRetry-After:  3 \r\nContent-Length: 0\r\n\r\n') ?? {};

    expect([...(headers ?? [])]).toEqual([
      ['a', '1, 2'],
      ['retry-after', '3'],
      ['content-length', '0'],
    ]);
  });

  it.each([
    ['HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', 'the server closes it'],
    ['HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n', 'it is HTTP/1.0'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1', 'more came than was asked for'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nHTTP', 'more came behind the chunks'],
  ])('leaves a connection that cannot be used again: %j, %s', (text) => {
    expect(read(text)).toMatchObject({ body: '', isReusable: false });
  });

  it('comes behind what only says that it will come', () => {
    expect(read(`HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${SIZED}`)).toMatchObject({ status: 200, body: '{"a":"é"}' });
  });

  it('has no body with some statuses', () => {
    expect(read('HTTP/1.1 204 No Content\r\n\r\n')).toMatchObject({ status: 204, body: '', isReusable: true });
  });

  it('is none where it ends too early', () => {
    expect([read(SIZED.slice(0, -3)), read(CHUNKED.slice(0, -3)), read('HTTP/1.1 200 OK\r\n')]).toEqual([null, null, null]);
  });

  it.each([
    ['SSH-2.0-OpenSSH\r\n\r\n', 'begin like an answer'],
    ['HTTP/2 200\r\n\r\n', 'begin like an answer'],
    ['HTTP/1.1 200 OK\r\nnonsense\r\n\r\n', 'has no name'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n', 'is no number'],
    ['HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n', 'is no number'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n', 'encoding is not known'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 'does not say its length'],
    [`HTTP/1.1 200 OK\r\nA: ${'x'.repeat(70_000)}\r\n\r\n`, 'head is too large'],
    [`HTTP/1.1 200 OK\r\nA: ${'x'.repeat(70_000)}`, 'head is too large'],
    [`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(20_000)}`, 'line between its chunks is too long'],
  ])('is refused where it is none: %#', (text, reason) => {
    expect(() => read(text)).toThrow(reason);
  });
});
