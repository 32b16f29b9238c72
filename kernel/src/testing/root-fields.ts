import { buildASTSchema, parse } from 'graphql';
import { positionField } from '../graphql/index.js';

/** Every field that an operation may begin with, as `Query.viewer`; the federation's own and positions of subscriptions left out. */
export async function rootFields(subgraph: { sdl(): string | Promise<string> }): Promise<string[]> {
  const schema = buildASTSchema(parse(await subgraph.sdl()), { assumeValidSDL: true });
  const positions = new Set(Object.keys(schema.getSubscriptionType()?.getFields() ?? {}).map(positionField));
  return [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
    Object.keys(type?.getFields() ?? {}).flatMap((field) => (positions.has(field) ? [] : `${type}.${field}`)),
  );
}
