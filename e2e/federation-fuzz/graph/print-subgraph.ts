import {
  type AbstractDraft,
  type ArgumentDraft,
  externalIn,
  type FieldDraft,
  type GraphDraft,
  homesOf,
  isProvided,
  type ObjectDraft,
  printPicks,
} from './draft.js';
import { optional, printType } from './type-ref.js';

const DIRECTIVES = ['key', 'shareable', 'external', 'requires', 'provides', 'override', 'inaccessible', 'interfaceObject'];

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${DIRECTIVES.map((name) => `"@${name}"`).join(', ')}])`;

/** One subgraph of the graph as SDL. */
export function printSubgraph(draft: GraphDraft, subgraph: string): string {
  const types = [
    ...draft.objects.map((object) => printObject(draft, object, subgraph)),
    ...draft.abstracts.map((abstract) => printAbstract(draft, abstract, subgraph)),
  ].filter(Boolean);
  return [LINK, ...types, ...printLeaves(draft, types.join('\n'))].join('\n\n');
}

function printObject(draft: GraphDraft, object: ObjectDraft, subgraph: string): string {
  const fields = object.fields.filter((field) => isPrinted(draft, object, field, subgraph));
  const isHere = object.kind === 'root' ? fields.length > 0 : homesOf(object).includes(subgraph);
  if (!isHere) return '';
  const interfaces = draft.abstracts
    .filter(({ kind, members, objectIn }) => kind === 'interface' && objectIn !== subgraph && members[subgraph]?.includes(object.name))
    .map(({ name }) => name);
  const heading = [
    `type ${object.name}`,
    ...(interfaces.length > 0 ? [`implements ${interfaces.join(' & ')}`] : []),
    ...(object.kind === 'value' ? ['@shareable'] : []),
    ...object.keys.flatMap(({ fields: picks, enters, names }) => {
      const text = `fields: "${printPicks(picks)}"`;
      if (enters.includes(subgraph)) return [`@key(${text})`];
      return names.includes(subgraph) ? [`@key(${text}, resolvable: false)`] : [];
    }),
  ].join(' ');
  return block(
    heading,
    fields.map((field) => printField(draft, object, field, subgraph)),
  );
}

function printAbstract(draft: GraphDraft, abstract: AbstractDraft, subgraph: string): string {
  const { kind, name, members, objectIn } = abstract;
  const here = members[subgraph];
  if (!here) return '';
  if (kind === 'union') return `union ${name} = ${here.join(' | ')}`;
  const lines = abstract.fields
    .filter((field) => isPrinted(draft, abstract, field, subgraph))
    .map((field) => printField(draft, abstract, field, subgraph));
  if (objectIn === subgraph) return block(`type ${name} @key(fields: "id") @interfaceObject`, lines);
  return block(`interface ${name}${objectIn ? ' @key(fields: "id")' : ''}`, lines);
}

const isPrinted = (draft: GraphDraft, owner: ObjectDraft | AbstractDraft, field: FieldDraft, subgraph: string) =>
  owner.kind === 'value' ||
  field.in.includes(subgraph) ||
  field.overrides === subgraph ||
  externalIn(draft, owner, field).includes(subgraph);

function printField(draft: GraphDraft, owner: ObjectDraft | AbstractDraft, field: FieldDraft, subgraph: string): string {
  const isOurs = owner.kind === 'value' || field.in.includes(subgraph);
  const args = field.args.length > 0 ? `(${field.args.map(printArgument).join(', ')})` : '';
  const type = printType(field.nullableIn.includes(subgraph) ? optional(field.type) : field.type);
  const { kind } = owner;
  const directives = [
    !isOurs && field.overrides !== subgraph && '@external',
    isOurs && (kind === 'entity' || kind === 'root') && (field.in.length > 1 || isProvided(draft, owner, field)) && '@shareable',
    isOurs && field.requires.length > 0 && `@requires(fields: ${JSON.stringify(printPicks(field.requires))})`,
    isOurs && field.provides && `@provides(fields: "${field.provides}")`,
    isOurs && field.overrides && `@override(from: "${field.overrides}")`,
    isOurs && field.isHidden && '@inaccessible',
  ].filter((directive) => typeof directive === 'string');
  return [`${field.name}${args}: ${type}`, ...directives].join(' ');
}

const printArgument = ({ name, type, fallback }: ArgumentDraft): string =>
  `${name}: ${printType(type)}${fallback === undefined ? '' : ` = ${fallback}`}`;

/** Enums, inputs and scalars, as far as `text` names them. */
function printLeaves({ enums, inputs }: GraphDraft, text: string): string[] {
  const isNamed = (name: string, within: string) => new RegExp(`\\b${name}\\b`).test(within);
  const ours: string[] = [];
  // An input may have parts of one that was drawn before it.
  for (const { name, fields } of [...inputs].reverse())
    if (isNamed(name, [text, ...ours].join('\n'))) ours.push(block(`input ${name}`, fields.map(printArgument)));
  const all = [text, ...ours].join('\n');
  return [
    ...ours,
    ...enums.filter(({ name }) => isNamed(name, all)).map(({ name, values }) => block(`enum ${name}`, values)),
    ...(isNamed('Json', all) ? ['scalar Json'] : []),
  ];
}

const block = (heading: string, lines: readonly string[]): string => `${heading} {\n${lines.map((line) => `  ${line}`).join('\n')}\n}`;
