import type { EntityManager } from '@mikro-orm/postgresql';
import type { PlaceStore } from '../bus/event-reader.js';

/** Keeps a group's places in the subgraph's own database, for where there is no Kafka to keep them. */
export function databasePlaces(em: () => EntityManager, prefix = ''): PlaceStore {
  const table = () => `"${em().config.get('schema')}".consumer_position`;
  return {
    async load(stream) {
      const [row] = await em().execute<{ position: string }[]>(`select position from ${table()} where source = ?`, [prefix + stream]);
      return row ? String(row.position) : null;
    },
    async save(stream, at) {
      await em().execute(
        `insert into ${table()} as p (source, position) values (?, ?) on conflict (source) do update set position = greatest(p.position, excluded.position)`,
        [prefix + stream, at],
        'run',
      );
    },
  };
}
