import type { EntityManager } from '@mikro-orm/postgresql';
import type { Registry } from '../domain/registry.js';
import { loadRegistry } from './load-registry.js';

/**
 * The registry as this process read it last. Nothing has to be told to it: whoever asks says which revision the database has,
 * and so never gets an older one. Ask outside of transactions that change the registry; what they undo would stay here.
 */
export class RegistryCache {
  #known: Registry | undefined;

  /** The registry at this revision, or at a later one. */
  async at(em: EntityManager, revision: bigint): Promise<Registry> {
    return this.#known && this.#known.revision >= revision ? this.#known : this.latest(em);
  }

  async latest(em: EntityManager): Promise<Registry> {
    const read = await loadRegistry(em);
    if (!this.#known || read.revision > this.#known.revision) this.#known = read;
    return this.#known;
  }
}
