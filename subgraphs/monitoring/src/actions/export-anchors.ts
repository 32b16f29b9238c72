import { open } from 'node:fs/promises';
import type { MonitoringContext } from '../context.js';
import { AuditAnchor } from '../domain/audit-anchor.entity.js';

const LONGEST_LINE = 2_048;

/** Appends to the file whatever anchors are not in it yet, each on a line of its own, and has them on the disk when it returns. */
export async function exportAnchors({ em, services }: MonitoringContext): Promise<void> {
  if (!services.anchorFile) return;
  const file = await open(services.anchorFile, 'a+', 0o600);
  try {
    const anchors = await em.find(AuditAnchor, { sequence: { $gt: await lastSequenceIn(file) } }, { orderBy: { sequence: 'asc' } });
    if (anchors.length === 0) return;
    await file.appendFile(anchors.map(lineOf).join(''));
    await file.sync();
  } finally {
    await file.close();
  }
}

const lineOf = ({ sequence, takenAt, chains, root, prevHash, hash }: AuditAnchor): string =>
  `${JSON.stringify({ sequence, takenAt, chains, root, prevHash, hash })}\n`;

/** @throws where the file ends with something else than an anchor: what is wrong with it has to be looked into, not written over. */
async function lastSequenceIn(file: Awaited<ReturnType<typeof open>>): Promise<number> {
  const { size } = await file.stat();
  if (size === 0) return 0;
  const from = Math.max(0, size - LONGEST_LINE);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
  const text = buffer.toString('utf8', 0, bytesRead);
  const [last = ''] = text.trimEnd().split('\n').slice(-1);
  const { sequence } = JSON.parse(last) as { sequence: number };
  if (!text.endsWith('\n') || !Number.isSafeInteger(sequence)) throw new Error('the file of audit anchors ends in the middle of a line');
  return sequence;
}
