import {
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isUnionType,
  parse,
  validate,
} from 'graphql';
import type { Random } from '../../fuzz/random.js';
import { drawArguments, newVariables, type Variables } from './draw-values.js';
import type { DrawnOperation } from './operation.js';
import { isFreeFor, newScope, type Scope, take, type Use } from './scope.js';

const MOST_FIELDS = 40;
const DEEPEST = 5;

/** What an operation is being drawn with. */
interface Pencil extends Sheet {
  random: Random;
  variables: Variables;
  fragments: { name: string; on: GraphQLCompositeType; text: string }[];
  /** Fields that may still be drawn. */
  left: number;
}

interface Place {
  type: GraphQLCompositeType;
  depth: number;
  scope: Scope;
}

/** What operations are drawn for. */
export interface Sheet {
  schema: GraphQLSchema;
}

/** @throws where twenty in a row are not valid: the drawing is at fault then. */
export function drawOperation(sheet: Sheet, random: Random): DrawnOperation {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const operation = attemptOperation(sheet, random);
    if (validate(sheet.schema, parse(operation.text)).length === 0) return operation;
  }
  throw new Error('No valid operation comes of this schema');
}

function attemptOperation(sheet: Sheet, random: Random): DrawnOperation {
  const { schema } = sheet;
  const mutation = schema.getMutationType();
  const root = mutation && random.chance(0.12) ? mutation : schema.getQueryType();
  if (!root) throw new Error('The schema has no queries');
  const pencil: Pencil = { ...sheet, random, variables: newVariables(), fragments: [], left: 4 + random.below(MOST_FIELDS) };
  const body = drawSelections(pencil, { type: root, depth: 0, scope: newScope() });

  const { definitions, values } = pencil.variables;
  const operationName = random.chance(0.15) ? 'Drawn' : undefined;
  const list = definitions.map(({ name, type, fallback }) => `$${name}: ${type}${fallback === undefined ? '' : ` = ${fallback}`}`);
  const head = `${root === mutation ? 'mutation' : 'query'}${operationName ? ` ${operationName}` : ''}${list.length > 0 ? `(${list.join(', ')})` : ''}`;
  const another = operationName && random.chance(0.3) ? ['query Another { __typename }'] : [];
  const fragments = pencil.fragments.map(({ name, on, text }) => `fragment ${name} on ${on.name} ${text}`);
  return { text: [`${head} ${body}`, ...fragments, ...another].join('\n'), variables: values, operationName };
}

function drawSelections(pencil: Pencil, place: Place): string {
  const { random } = pencil;
  const parts: string[] = [];
  for (let count = 1 + random.below(place.depth === 0 ? 3 : 5); count > 0; count -= 1) parts.push(...drawSelection(pencil, place));
  if (parts.length === 0) parts.push('__typename');
  return `{ ${parts.join(' ')} }`;
}

function drawSelection(pencil: Pencil, place: Place): string[] {
  const { random } = pencil;
  const { type, depth } = place;
  if (random.chance(0.08)) return [`${random.chance(0.3) ? 'kind: ' : ''}__typename${drawDirectives(pencil)}`];
  if (depth === 0 && type === pencil.schema.getQueryType() && random.chance(0.02)) return [drawIntrospection(pencil)];
  if (random.chance(isUnionType(type) ? 0.9 : isAbstractType(type) ? 0.45 : 0.12)) return drawFragment(pencil, place);
  return isUnionType(type) ? [] : drawField(pencil, place);
}

function drawField(pencil: Pencil, { type, depth, scope }: Place): string[] {
  const { random } = pencil;
  if (isUnionType(type)) return [];
  const mayGoDown = depth < DEEPEST && pencil.left > 0;
  const open = Object.values(type.getFields()).filter((field) => mayGoDown || !isCompositeType(getNamedType(field.type)));
  if (open.length === 0) return [];
  pencil.left -= 1;
  const field = random.pick(open);
  const args = drawArguments(field, pencil.variables, random);
  const name = nameFor(pencil, scope, { parent: type, field, args });
  const below = take(scope, name, { parent: type, field, args });
  const head = `${name === field.name ? '' : `${name}: `}${field.name}${args}${drawDirectives(pencil)}`;
  const inner = getNamedType(field.type);
  if (!isCompositeType(inner)) return [head];
  return [`${head} ${drawSelections(pencil, { type: inner, depth: depth + 1, scope: below })}`];
}

/** Some are names of keys. */
const ALIASES = ['one', 'two', 'id', 'sku'];

/** Its own, an alias that others have too, or one that nobody has. */
function nameFor({ random }: Pencil, scope: Scope, use: Use): string {
  const isFree = (name: string) => isFreeFor(scope, name, use);
  const wished = random.chance(0.2) ? random.pick(ALIASES) : use.field.name;
  if (isFree(wished)) return wished;
  for (let number = 0; ; number += 1) {
    const name = `${use.field.name}_${number}`;
    if (isFree(name)) return name;
  }
}

/** In place, or under a name under which it can come again elsewhere. */
function drawFragment(pencil: Pencil, place: Place): string[] {
  const { random, fragments, schema } = pencil;
  if (place.depth > DEEPEST + 1) return [];
  const directives = drawDirectives(pencil);
  const again = fragments.filter((fragment) => overlaps(schema, fragment.on, place.type));
  if (again.length > 0 && random.chance(0.35)) return [`...${random.pick(again).name}${directives}`];
  const on = random.pick(conditions(schema, place.type));
  const depth = place.depth + (place.depth === 0 ? 1 : 0.5);
  const text = drawSelections(pencil, { ...place, type: on, depth });
  if (random.chance(0.3)) {
    const name = `Part${fragments.length}`;
    fragments.push({ name, on, text });
    return [`...${name}${directives}`];
  }
  const condition = on === place.type && random.chance(0.5) ? '' : ` on ${on.name}`;
  return [`...${condition}${directives} ${text}`];
}

/** The type itself, and all that overlap with it; what it may turn out to be, three times as often. */
function conditions(schema: GraphQLSchema, type: GraphQLCompositeType): GraphQLCompositeType[] {
  const all = Object.values(schema.getTypeMap()).filter((other) => isCompositeType(other) && !other.name.startsWith('__'));
  const others = all.filter((other): other is GraphQLCompositeType => isCompositeType(other) && overlaps(schema, other, type));
  const objects = isAbstractType(type) ? others.filter(isObjectType) : [];
  return [type, ...others, ...objects, ...objects];
}

const possible = (schema: GraphQLSchema, type: GraphQLCompositeType): readonly GraphQLObjectType[] =>
  isAbstractType(type) ? schema.getPossibleTypes(type) : [type];

const overlaps = (schema: GraphQLSchema, one: GraphQLCompositeType, other: GraphQLCompositeType): boolean =>
  possible(schema, one).some((type) => possible(schema, other).includes(type));

function drawDirectives({ random, variables }: Pencil): string {
  if (!random.chance(0.08)) return '';
  const condition = () => {
    if (random.chance(0.4)) return String(random.chance(0.5));
    const name = `c${random.below(3)}`;
    if (!variables.definitions.some((known) => known.name === name)) {
      const fallback = random.chance(0.3) ? { fallback: String(random.chance(0.5)) } : {};
      variables.definitions.push({ name, type: 'fallback' in fallback ? 'Boolean' : 'Boolean!', ...fallback });
      if (!('fallback' in fallback) || random.chance(0.5)) variables.values[name] = random.chance(0.5);
    }
    return `$${name}`;
  };
  const names = random.chance(0.15) ? ['skip', 'include'] : [random.pick(['skip', 'include'])];
  return names.map((name) => ` @${name}(if: ${condition()})`).join('');
}

function drawIntrospection({ schema, random }: Pencil): string {
  if (random.chance(0.4)) return '__schema { queryType { name } types { kind name } }';
  const name = random.pick(Object.keys(schema.getTypeMap()));
  return `${random.chance(0.5) ? 'about: ' : ''}__type(name: "${name}") { name fields(includeDeprecated: true) { name type { kind ofType { name } } } possibleTypes { name } }`;
}
