import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import * as access from '../src/access-documents.js';
import * as authentication from '../src/authentication-documents.js';
import { SIGN_UP } from '../src/documents.js';
import * as loginProviders from '../src/login-provider-documents.js';

const FOLDER = new URL('.', import.meta.url);
const PAGE = new URL('../../docs/authentication-flows.md', FOLDER);
const SCHEMA = new URL('../../schema/api.graphql', FOLDER);

const documents: Record<string, string> = { SIGN_UP, ...authentication, ...access, ...loginProviders };

/** A document without the indentation that it has in our sources. */
function flush(document: string): string {
  const lines = document.split('\n').filter((line) => line.trim() !== '');
  const indentation = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(indentation)).join('\n');
}

describe('docs/authentication-flows.md', () => {
  it('shows exactly the documents that are sent in these stories', async () => {
    const shown = [...(await readFile(PAGE, 'utf8')).matchAll(/```graphql\n(.*?)\n```/gs)].map(([, text]) => text);

    expect(shown.toSorted()).toEqual(Object.values(documents).map(flush).toSorted());
  });

  it('shows documents that the schema of clients takes', async () => {
    const schema = buildSchema(await readFile(SCHEMA, 'utf8'));

    for (const [name, document] of Object.entries(documents)) {
      expect([name, validate(schema, parse(document)).map(({ message }) => message)]).toEqual([name, []]);
    }
  });

  it('has nothing that no story sends', async () => {
    const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.test.ts') && name !== 'documents.test.ts');
    const stories = (await Promise.all(files.map((name) => readFile(new URL(name, FOLDER), 'utf8')))).join('\n');
    const helpers = await readFile(new URL('../testkit/companies.ts', FOLDER), 'utf8');
    // Once where it is imported, and again where it is sent.
    const unsent = Object.keys(documents).filter(
      (name) => [...`${stories}\n${helpers}`.matchAll(new RegExp(`\\b${name}\\b`, 'g'))].length < 2,
    );

    expect(unsent).toEqual([]);
  });
});

describe('docs/security.md', () => {
  it('names tests that are there', async () => {
    const root = new URL('../../', FOLDER);
    const folders: Record<string, string> = { A: 'subgraphs/auth/src', G: 'gateway/src', E: 'e2e/authentication' };
    const page = await readFile(new URL('docs/security.md', root), 'utf8');
    const named = [...page.matchAll(/`([\w/.-]+\.test\.ts)`(?:: \*([^*]+)\*)?/g)];
    const missing: string[] = [];
    for (const [, path = '', sentence = ''] of named) {
      const [first = '', ...rest] = path.split('/');
      const file = folders[first] ? `${folders[first]}/${rest.join('/')}` : path;
      const text = await readFile(new URL(file, root), 'utf8').catch(() => null);
      if (!text?.includes(sentence)) missing.push(`${file}: ${sentence}`);
    }

    expect(named.length).toBeGreaterThan(50);
    expect(missing).toEqual([]);
  });
});
