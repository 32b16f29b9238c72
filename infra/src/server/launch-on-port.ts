import { join } from 'node:path';
import { PortTakenError } from '../infra.errors.js';
import { LeftoversInTheWay } from './adopt-or-launch.js';
import { freePort } from './free-port.js';
import { readNote, writeNote } from './notes.js';
import type { Product } from './product.js';
import type { LiveServer } from './running-server.js';

const PORT = 'port';

export interface PortChoice {
  product: Product;
  /** Where the port is remembered. */
  root: string;
  /** 0 or absent: the port of last time, at first any free one. */
  wished?: number;
}

/** Launches on the port that was wished for, else on the remembered one, else on a free one, and remembers it. */
export async function launchOnPort(
  { product, root, wished }: PortChoice,
  launch: (port: number) => Promise<LiveServer>,
): Promise<LiveServer> {
  const remembered = Number(await readNote(root, PORT)) || 0;
  const known = wished || remembered;
  const port = known || (await freePort());
  const server = await launch(port).catch((error: unknown) => {
    if (!(error instanceof PortTakenError)) throw error;
    // Somebody took it since we looked.
    if (!known) throw new LeftoversInTheWay(error.message);
    throw wished ? error : new PortTakenError(product.name, port, `. Remove ${join(root, PORT)} to be given another one`);
  });
  if (port !== remembered) await writeNote(root, PORT, String(port));
  return server;
}
