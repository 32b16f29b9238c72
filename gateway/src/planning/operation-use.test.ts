import { describe, expect, it } from '@jest/globals';
import { type DocumentNode, parse } from 'graphql';
import type { Operation } from '../operation.js';
import { countUse, OperationUse } from './operation-use.js';

const me = parse('query Me { me { id name } }');
const people = parse('{ people { name } }');

const asked = (original: DocumentNode, document = original, operationName?: string) => ({ original, document, operationName });

describe('OperationUse', () => {
  it('knows the operations that are asked for most, as they were sent and as they were left', () => {
    const use = new OperationUse();
    const left = parse('query Me { me { id } }');
    for (const operation of [asked(people), asked(me, left, 'Me'), asked(me), asked(me, left, 'Me'), asked(me), asked(me)])
      use.count(operation);

    expect(use.most(2)).toEqual([
      { original: 'query Me {\n  me {\n    id\n    name\n  }\n}', document: null, operationName: null },
      { original: 'query Me {\n  me {\n    id\n    name\n  }\n}', document: 'query Me {\n  me {\n    id\n  }\n}', operationName: 'Me' },
    ]);
    expect(use.most(10)).toHaveLength(3);
    expect(use.most(0)).toEqual([]);
  });

  it('takes documents of the same text for the same', () => {
    const use = new OperationUse();

    for (const text of ['{ me { id } }', '{me{id}}']) use.count(asked(parse(text)));

    expect(use.most(10)).toHaveLength(1);
  });

  it('lets what is asked for now pass what was asked for long ago', () => {
    const use = new OperationUse();
    for (let time = 0; time < 4; time += 1) use.count(asked(me));
    for (let version = 0; version < 3; version += 1) use.age();

    use.count(asked(people));

    expect(use.most(1)).toEqual([expect.objectContaining({ original: '{\n  people {\n    name\n  }\n}' })]);
  });

  it('forgets what has not been asked for when there is too much', () => {
    const use = new OperationUse();
    const long = (letter: string) => asked(parse(`{ ${letter} ${'x'.repeat(3_000_000)} }`));
    use.count(asked(me));

    for (const letter of ['a', 'b', 'c']) use.count(long(letter));

    expect(use.most(10).map(({ original }) => original.slice(4, 5))).toEqual(expect.arrayContaining(['b', 'c']));
    expect(use.most(10)).toHaveLength(2);
  });

  it('counts whatever passes', async () => {
    const use = new OperationUse();
    const operation = asked(me) as Operation;

    const result = await countUse(use)(operation, async () => ({ data: {} }));

    expect([result, use.most(1).length]).toEqual([{ data: {} }, 1]);
  });
});
