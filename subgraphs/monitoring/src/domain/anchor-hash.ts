import { createHash } from 'node:crypto';
import { canonicalJson } from './audit-hash.js';

/** The end of one chain when an anchor was taken. */
export interface AnchoredEnd {
  /** Null for the platform's own chain. */
  organizationId: string | null;
  length: bigint;
  headHash: string;
}

/** What an anchor seals. */
export interface AnchorSeal {
  sequence: number;
  takenAt: Date;
  chains: number;
  root: string;
  prevHash: string;
}

const sha256 = (...parts: readonly (Buffer | string)[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** Leaves and nodes are hashed apart, so that a node can never be passed off as a leaf (RFC 6962, section 2.1). */
const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

/**
 * Merkle root over the ends of chains, ordered by organization. A lone node at the end of a level moves up as it is.
 *
 * @throws where there is no end at all.
 */
export function rootOf(ends: readonly AnchoredEnd[]): string {
  const sorted = ends.toSorted((one, other) => compare(one.organizationId ?? '', other.organizationId ?? ''));
  let level: Buffer[] = sorted.map(({ organizationId, length, headHash }) =>
    sha256(LEAF, canonicalJson({ organizationId, length: String(length), headHash })),
  );
  while (level.length > 1) {
    level = Array.from({ length: Math.ceil(level.length / 2) }, (_, index) => {
      const [left, right] = level.slice(index * 2, index * 2 + 2) as [Buffer, Buffer?];
      return right ? sha256(NODE, left, right) : left;
    });
  }
  const [root] = level;
  if (!root) throw new Error('An anchor seals at least one chain');
  return root.toString('hex');
}

/** SHA-256 over everything an anchor says, the hash of the anchor before it included. Never change this list. */
export const anchorHashOf = ({ sequence, takenAt, chains, root, prevHash }: AnchorSeal): string =>
  sha256(canonicalJson({ sequence, takenAt: takenAt.toISOString(), chains, root, prevHash })).toString('hex');

const compare = (one: string, other: string) => (one < other ? -1 : Number(one > other));
