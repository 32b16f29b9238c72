// MikroORM wants at least one entity; the people are in memory.
import { EntitySchema } from '@mikro-orm/core';

export class OwnRow {}

export const rowSchema = new EntitySchema({ class: OwnRow, properties: { id: { type: 'uuid', primary: true } } });
