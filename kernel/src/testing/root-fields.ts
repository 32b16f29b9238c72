import { buildASTSchema, parse } from 'graphql';

/** Every field that an operation may begin with, as `Query.viewer`; the federation's own left out. */
export async function rootFields(subgraph: { sdl(): string | Promise<string> }): Promise<string[]> {
  const schema = buildASTSchema(parse(await subgraph.sdl()), { assumeValidSDL: true });
  return [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
    Object.keys(type?.getFields() ?? {}).map((field) => `${type}.${field}`),
  );
}
