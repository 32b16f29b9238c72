import { describe, expect, it } from '@jest/globals';
import { breaksBetween } from './compatibility.js';
import { haveSameShape, type JsonSchema } from './json-schema.js';
import type { Break, Rule } from './problem.js';
import { type Random, seeded } from './testing/random.js';
import { growSomewhere, randomEdit } from './testing/random-edit.js';
import { randomInstance } from './testing/random-instance.js';
import { randomObject } from './testing/random-schema.js';
import { validatorOf } from './testing/validator.js';

interface Side {
  schema: JsonSchema;
  accepts: (instance: unknown) => boolean;
}

type Gate = (before: JsonSchema, now: JsonSchema) => readonly Break[];

const PAIRS = 500;
const MANY_PAIRS = 5_000;
/** Compiling some hundred schemas takes its time where others work as well. */
const PATIENCE = 120_000;
const INSTANCES = 24;

/** Two payloads a few changes apart, some of which nobody notices. */
function randomPair(random: Random): [JsonSchema, JsonSchema] {
  const before = randomObject(random);
  let now = before;
  for (let edits = random.below(4); edits > 0; edits -= 1) now = random.chance(0.5) ? growSomewhere(now, random) : randomEdit(now, random);
  return [before, now];
}

/** An instance that a writer of one of them may write and a reader of the other refuses. */
function contradiction(before: JsonSchema, now: JsonSchema, random: Random): unknown {
  const [old, young] = [sideOf(before), sideOf(now)];
  return unread(old, young, random) ?? unread(young, old, random);
}

const sideOf = (schema: JsonSchema): Side => ({ schema, accepts: validatorOf(schema) });

function unread(writer: Side, reader: Side, random: Random): unknown {
  const instances = Array.from({ length: INSTANCES }, () => randomInstance(writer.schema, random));
  return instances.find((instance) => writer.accepts(instance) && !reader.accepts(instance));
}

/** An instance that contradicts a gate in what it lets pass, if some pair has one. */
function firstWrong(gate: Gate): unknown {
  for (let seed = 1; seed <= MANY_PAIRS; seed += 1) {
    const random = seeded(seed);
    const [before, now] = randomPair(random);
    const isNews = breaksBetween(before, now).length > 0 && gate(before, now).length === 0;
    const instance = isNews ? contradiction(before, now, random) : undefined;
    if (instance !== undefined) return { seed, before, now, instance };
  }
  return undefined;
}

describe('the verdict on random pairs of payloads', () => {
  it(
    '"compatible" is contradicted by no instance, in neither direction',
    () => {
      const counts = { same: 0, grown: 0, refused: 0 };

      for (let seed = 1; seed <= PAIRS; seed += 1) {
        const random = seeded(seed);
        const [before, now] = randomPair(random);
        const isCompatible = breaksBetween(before, now).length === 0;
        counts[!isCompatible ? 'refused' : haveSameShape(before, now) ? 'same' : 'grown'] += 1;
        const instance = isCompatible ? contradiction(before, now, random) : undefined;
        expect({ seed, before, now, instance }).toEqual({ seed, before, now, instance: undefined });
      }

      // The search saw enough of each kind to mean something.
      expect(counts.grown).toBeGreaterThan(100);
      expect(counts.refused).toBeGreaterThan(150);
    },
    PATIENCE,
  );

  it('is "compatible" for every schema with itself, and for every growth', () => {
    for (let seed = 1; seed <= PAIRS; seed += 1) {
      const random = seeded(seed);
      const schema = randomObject(random);
      const grown = growSomewhere(growSomewhere(schema, random), random);
      expect({ seed, breaks: [...breaksBetween(schema, schema), ...breaksBetween(schema, grown)] }).toEqual({ seed, breaks: [] });
    }
  });

  // A rule that can be left out without anybody noticing would not be tested.
  it.each<Rule>([
    ...(['property-removed', 'property-required', 'property-optional', 'type-changed', 'values-changed', 'format-changed'] as const),
    ...(['nullable-changed', 'limit-changed', 'union-changed', 'keyword-changed', 'not-open'] as const),
  ])(
    'would be contradicted without the rule "%s"',
    (rule) => {
      const lax: Gate = (before, now) => breaksBetween(before, now).filter((found) => found.rule !== rule);

      expect(firstWrong(lax)).toBeDefined();
    },
    PATIENCE,
  );
});
