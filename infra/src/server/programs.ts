import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

/** The file of the first of these programs that a folder of the path has; undefined when none has any. */
export async function findOnPath(names: string | readonly string[], path: string): Promise<string | undefined> {
  const folders = path.split(delimiter).filter(isAbsolute);
  for (const file of [names].flat().flatMap((name) => folders.map((folder) => join(folder, name)))) {
    if (await isExecutable(file)) return file;
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
