import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { Note, notesSubgraph } from '../../testing/notes.js';
import { IDENTITY_HEADER, signIdentity } from '../auth/index.js';
import { aMemberOf, fixedFacts, testSubgraph } from '../testing/index.js';
import { MAX_BODY_BYTES } from './graphql-endpoint.js';
import { listen } from './index.js';

const secret = 'a secret that only tests know, 32+';
const organizationId = randomUUID();
const JSON_CONTENT = 'content-type: application/json';

describe('the door of a subgraph for GraphQL', () => {
  const facts = fixedFacts();
  const app = testSubgraph(notesSubgraph(), { facts });
  let server: FastifyInstance;
  let port: number;
  beforeAll(async () => {
    facts.put({ id: organizationId, modules: {} });
    server = await listen(app.running(), { host: '127.0.0.1', port: 0, secret });
    port = portOf(server);
  });
  afterAll(() => server.close());

  /** Sends a request as it stands, in one part or several; answers with what comes back. */
  async function send(parts: readonly (string | Buffer)[], to = port): Promise<string> {
    const socket = await open(to);
    const answer = answerOf(socket);
    for (const part of parts) {
      socket.write(part);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return answer.finally(() => socket.destroy());
  }
  const signed = (content: string) =>
    `${IDENTITY_HEADER}: ${signIdentity(aMemberOf(organizationId), { secret, audience: 'notes', content })}`;
  const head = (lines: readonly string[]) => `POST /graphql HTTP/1.1\r\nhost: notes\r\n${lines.join('\r\n')}\r\n\r\n`;
  const lengthOf = (content: string) => `content-length: ${Buffer.byteLength(content)}`;
  const post = (content: string, ...lines: string[]) => send([head([JSON_CONTENT, signed(content), lengthOf(content), ...lines]), content]);

  it('answers JSON of a length that is said, and keeps the connection', async () => {
    const answer = await post('{"query":"{ __typename }"}');

    expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(answer.toLowerCase()).toContain('content-type: application/json; charset=utf-8\r\ncontent-length: 31\r\n');
    expect(answer.toLowerCase()).toContain('connection: keep-alive\r\nkeep-alive: timeout=72\r\n');
    expect(bodyOf(answer)).toEqual({ data: { __typename: 'Query' } });
  });

  it('reads a character that arrives in two parts', async () => {
    const note = await app.seed(new Note(organizationId, 'héllo wörld – 好'));
    const content = Buffer.from(JSON.stringify({ query: `{ note(id: "${note.id}") { text } } # 好` }));
    const at = content.indexOf('好') + 1;
    const lines = [JSON_CONTENT, signed(content.toString()), `content-length: ${content.length}`];

    expect(bodyOf(await send([head(lines), content.subarray(0, at), content.subarray(at)]))).toEqual({
      data: { note: { text: 'héllo wörld – 好' } },
    });
  });

  it('answers the same whether or not the length is said, and whatever else the type says', async () => {
    const content = '{"query":"{ __typename }"}';
    const chunk = `${content.length.toString(16)}\r\n${content}\r\n0\r\n\r\n`;
    const types = ['Application/JSON', 'application/json ; charset=utf-8', 'application/json;charset=UTF-8'];

    expect(bodyOf(await send([head([JSON_CONTENT, signed(content), 'transfer-encoding: chunked']), chunk]))).toEqual({
      data: { __typename: 'Query' },
    });
    for (const type of types) {
      const answer = await send([head([`content-type: ${type}`, signed(content), lengthOf(content)]), content]);
      expect(bodyOf(answer)).toEqual({ data: { __typename: 'Query' } });
    }
  });

  it.each([
    ['a form', 415, ['content-type: application/x-www-form-urlencoded', 'content-length: 9'], 'query=%7B'],
    ['nothing that says what it is', 415, ['content-length: 2'], '{}'],
    ['another type that begins alike', 415, ['content-type: application/jsonp', 'content-length: 2'], '{}'],
    ['a body that says that it is too large', 413, [JSON_CONTENT, `content-length: ${MAX_BODY_BYTES + 1}`], ''],
  ])('refuses %s with %d before it is read', async (_case, status, lines, content) => {
    expect(await send([head(lines), content])).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  it.each([
    ['no JSON', '{"query":', '"query"'],
    ['no query', '{"query":5}', '"query"'],
    ['no object', '[]', '"query"'],
    ['nothing', 'null', '"query"'],
    ['variables that are none', '{"query":"{ __typename }","variables":5}', '"variables"'],
  ])('refuses %s as a bad request', async (_case, content, named) => {
    const answer = await post(content);

    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(bodyOf(answer)).toMatchObject({ errors: [{ message: expect.stringContaining(named), extensions: { code: 'BAD_REQUEST' } }] });
  });

  it('tells nobody what nobody foresaw, but the log', async () => {
    const told: unknown[] = [];
    const log = { error: (...facts: unknown[]) => void told.push(facts) };
    const handle = () => Promise.reject(new Error('the password is "geheim"'));
    const broken = await listen({ ...app.running(), handle, log: log as never }, { host: '127.0.0.1', port: 0, secret });
    const content = '{"query":"{ __typename }"}';

    const answer = await send([head([JSON_CONTENT, signed(content), lengthOf(content)]), content], portOf(broken));

    expect(answer).toMatch(/^HTTP\/1.1 500 /);
    expect(answer).not.toContain('geheim');
    expect(bodyOf(answer)).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL' } }] });
    expect(told).toEqual([[{ error: expect.objectContaining({ message: 'the password is "geheim"' }) }, 'a request failed']]);
    await broken.close();
  });

  it('answers what it had begun when it closes, ends that connection, and takes nothing more', async () => {
    let answerNow: () => void = () => {};
    const begun = new Promise<void>((resolve) => {
      answerNow = resolve;
    });
    const handle = () => begun.then(() => ({ data: { late: true } }));
    const other = await listen({ ...app.running(), handle }, { host: '127.0.0.1', port: 0, secret });
    const content = '{"query":"{ __typename }"}';
    const at = portOf(other);
    const socket = await open(at);
    const answer = answerOf(socket);
    socket.write(head([JSON_CONTENT, signed(content), lengthOf(content)]) + content);
    await new Promise((resolve) => setTimeout(resolve, 50));

    const closed = other.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    answerNow();

    expect(bodyOf(await answer)).toEqual({ data: { late: true } });
    expect((await answer).toLowerCase()).toContain('connection: close\r\n');
    await closed;
    await expect(open(at)).rejects.toThrow('ECONNREFUSED');
  }, 5_000);

  it('outlives a caller that hangs up in the middle', async () => {
    const content = '{"query":"{ __typename }"}';
    const socket = await open(port);
    socket.write(`${head([JSON_CONTENT, signed(content), lengthOf(content)])}{"que`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.destroy();

    expect(bodyOf(await post(content))).toEqual({ data: { __typename: 'Query' } });
  });
});

const portOf = (server: FastifyInstance): number => (server.server.address() as AddressInfo).port;

async function open(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port });
  await once(socket, 'connect');
  return socket;
}

/** The whole of the first answer: every one says how long it is. */
async function answerOf(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) {
    text += chunk;
    const length = /content-length: (\d+)/i.exec(text)?.[1];
    const start = text.indexOf('\r\n\r\n') + 4;
    if (length && start > 4 && Buffer.byteLength(text.slice(start)) >= Number(length)) return text;
  }
  return text;
}

const bodyOf = (answer: string): unknown => JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
