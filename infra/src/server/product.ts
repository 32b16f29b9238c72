/** What one kind of server calls its files and its user. */
export interface Product {
  /** As people say it. */
  readonly name: string;
  /** In the names of files and folders. */
  readonly id: string;
  /** The folder of the server's own data, closed to all but the user it runs as. */
  readonly dataFolder: string;
  /** Who it runs as when we are root: the first of these that this system has. */
  readonly users: readonly string[];
}

export const POSTGRES: Product = { name: 'PostgreSQL', id: 'postgres', dataFolder: 'cluster', users: ['postgres', '_postgres', 'nobody'] };
export const REDIS: Product = { name: 'Redis', id: 'redis', dataFolder: 'data', users: ['redis', '_redis', 'nobody'] };
export const KAFKA: Product = { name: 'Kafka', id: 'kafka', dataFolder: 'data', users: ['kafka', '_kafka', 'nobody'] };
