import { askRedis, type Reply } from '../src/redis/resp.js';

/** Sends one command to the Redis of the URL and gives its reply; a refusal is thrown. */
export async function command(url: string, ...words: string[]): Promise<Reply> {
  const { port, password } = new URL(url);
  const [login, reply] = await askRedis(Number(port), [['AUTH', password], words]);
  for (const refusal of [login, reply]) if (refusal instanceof Error) throw refusal;
  return reply!;
}
