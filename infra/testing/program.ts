import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes a shell script that anybody may run, and gives its path. */
export function aProgram(file: string, text: string): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** A Java that only tells its version. */
export function aJava(file: string, version: string): string {
  return aProgram(file, `echo 'openjdk version "${version}" 2025-04-15' >&2`);
}
