import { type ArgumentDraft, type EnumDraft, type InputDraft } from './draft.js';
import type { Pen } from './pen.js';
import { isList, listOf, named, nameOf, printType, type TypeRef } from './type-ref.js';

/** Enums and inputs: what fields answer with and take. */
export function drawLeaves(pen: Pen): void {
  const { random, draft } = pen;
  for (let count = 0; count <= random.below(2); count += 1) {
    const values = ['RED', 'GREEN', 'BLUE', 'null_like'].slice(0, 2 + random.below(3));
    draft.enums.push({ name: `Enum${count}`, values: values.map((value) => `${value}${count}`) });
  }
  for (let count = 0; count <= random.below(2); count += 1) {
    const input: InputDraft = { name: `Input${count}`, fields: [] };
    for (let field = 0; field <= random.below(3); field += 1) input.fields.push(drawArgument(pen, `part${field}`));
    draft.inputs.push(input);
  }
}

/** None, mostly; up to two. */
export function drawArguments(pen: Pen): ArgumentDraft[] {
  const { random } = pen;
  if (random.chance(0.7)) return [];
  return ['with', 'by'].slice(0, 1 + random.below(2)).map((name) => drawArgument(pen, name));
}

function drawArgument({ random, draft }: Pen, name: string): ArgumentDraft {
  const names = ['Int', 'Float', 'String', 'Boolean', 'ID', ...draft.enums.map((one) => one.name), ...draft.inputs.map((one) => one.name)];
  const item = named(random.pick(names), random.chance(0.3));
  const type: TypeRef = random.chance(0.25) ? listOf(item, random.chance(0.3)) : item;
  return random.chance(0.35) ? { name, type, fallback: fallbackOf(draft, type) } : { name, type };
}

const FALLBACKS: Record<string, string> = { Int: '7', Float: '0.5', String: '"as \\"usual\\""', Boolean: 'true', ID: '"i-7"' };

function fallbackOf(draft: { enums: EnumDraft[]; inputs: InputDraft[] }, type: TypeRef): string {
  if (isList(type)) return `[${fallbackOf(draft, type.of)}]`;
  const known = FALLBACKS[nameOf(type)] ?? draft.enums.find(({ name }) => name === nameOf(type))?.values[0];
  if (known) return known;
  const input = draft.inputs.find(({ name }) => name === nameOf(type));
  if (!input) throw new Error(`There is no value of ${printType(type)}`);
  const parts = input.fields.filter((field) => field.type.isRequired && field.fallback === undefined);
  return `{${parts.map((field) => `${field.name}: ${fallbackOf(draft, field.type)}`).join(', ')}}`;
}
