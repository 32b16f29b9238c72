import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

/**
 * A real OpenID provider on loopback, as a process of its own. Its argument is a JSON list of clients; it prints its issuer, and ends with
 * its input. Whoever logs in says who they are by their subject; what it says of them is told to it before: PUT /people/{subject}.
 */
const clients = JSON.parse(process.argv[2] ?? '[]');

const server = createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

const people = new Map();
const provider = new Provider(issuer, {
  clients: clients.map((client) => ({ grant_types: ['authorization_code'], response_types: ['code'], ...client })),
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: [] },
  findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId, ...people.get(accountId) }) }),
  pkce: { required: () => true },
  cookies: { keys: ['of a test'] },
});
const answer = provider.callback();
server.on('request', (request, response) => {
  const [, subject] = /^\/people\/([^/]+)$/.exec(request.url) ?? [];
  if (request.method !== 'PUT' || !subject) return answer(request, response);
  let text = '';
  request.on('data', (part) => {
    text += part;
  });
  request.on('end', () => {
    people.set(decodeURIComponent(subject), JSON.parse(text));
    response.writeHead(204).end();
  });
});
process.stdin.on('end', () => process.exit(0)).resume();
process.stdout.write(`${issuer}\n`);
