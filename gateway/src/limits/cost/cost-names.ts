import { type ConstDirectiveNode, type DocumentNode, Kind, valueFromASTUntyped } from 'graphql';

/** What the two directives of the cost specification are called in one schema; undefined for one that it does not have. */
export interface CostNames {
  cost: string | undefined;
  listSize: string | undefined;
}

const SPECIFICATION = /^https:\/\/specs\.apollo\.dev\/cost\/v0\.\d+$/;

type Import = string | { name: string; as?: string };

/** Reads them from the `@link` to the specification, which may rename what it imports and puts its prefix before the rest. */
export function costNames(document: DocumentNode): CostNames {
  const links = document.definitions.flatMap((node) =>
    node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION
      ? (node.directives ?? []).filter(({ name }) => name.value === 'link').map(argumentsOf)
      : [],
  );
  const link = links.find(({ url }) => typeof url === 'string' && SPECIFICATION.test(url));
  if (!link) return { cost: undefined, listSize: undefined };
  const prefix = typeof link.as === 'string' ? link.as : 'cost';
  const imports = (Array.isArray(link.import) ? link.import : []) as readonly Import[];
  // A directive of the specification's own name needs no prefix.
  return { cost: importedAs('@cost', imports) ?? prefix, listSize: importedAs('@listSize', imports) ?? `${prefix}__listSize` };
}

/** The arguments of a directive, as plain values. */
export const argumentsOf = ({ arguments: given = [] }: Pick<ConstDirectiveNode, 'arguments'>): Record<string, unknown> =>
  Object.fromEntries(given.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));

function importedAs(name: string, imports: readonly Import[]): string | undefined {
  const found = imports.find((one) => one === name || (typeof one === 'object' && one.name === name));
  if (found === undefined) return undefined;
  return (typeof found === 'string' ? found : (found.as ?? found.name)).replace(/^@/, '');
}
