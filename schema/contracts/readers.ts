import type { Consumer } from '@supergraph/kernel/events';

/** A subgraph, as far as others can see what it hears. */
export interface Listener {
  name: string;
  consumers?: readonly Pick<Consumer, 'name' | 'events'>[];
}

/** A reaction somewhere to an event. */
export interface Reader {
  subgraph: string;
  consumer: string;
  /** Event types, or all there are. */
  types: readonly string[] | 'all';
}

export const readersOf = (listeners: readonly Listener[]): Reader[] =>
  listeners.flatMap(({ name, consumers = [] }) =>
    consumers.map(({ name: consumer, events }): Reader => {
      const types = events === 'all' ? 'all' : events.map(({ type }) => type);
      return { subgraph: name, consumer, types };
    }),
  );

export const reads = ({ types }: Reader, type: string): boolean => types === 'all' || types.includes(type);
