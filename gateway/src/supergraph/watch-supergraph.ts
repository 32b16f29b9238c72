import { type FSWatcher, watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from '@supergraph/kernel/logger';

export interface WatchOptions {
  path: string;
  /** The text that is served now. */
  current: string;
  log: Logger;
  /** Quiet time (ms) after the last change, so that a file that is still being written is left alone. */
  debounce?: number;
  /** How often (ms) the file is read where the system tells of no changes, as on network file systems. */
  poll?: number;
}

export interface SupergraphWatch {
  close(): void;
}

/**
 * Tells of each new text of the file. The folder is watched rather than the file, because editors and Kubernetes replace files.
 * What `onChange` rejects with is logged, and the same text is not tried again. Another text is told of though the one before is still
 * being looked at.
 *
 * @param onChange says whether the text is served; it is not where another one came meanwhile.
 */
export function watchSupergraph(
  { path, current, log, debounce = 100, poll = 5_000 }: WatchOptions,
  onChange: (text: string) => Promise<boolean>,
): SupergraphWatch {
  let last = current;
  let pending: NodeJS.Timeout | undefined;

  const check = async () => {
    const text = await readFile(path, 'utf8').catch(() => last);
    if (text === last) return;
    last = text;
    try {
      if (await onChange(text)) log.info({ path }, 'a new supergraph is served');
    } catch (error) {
      log.error({ error: error, path }, 'the new supergraph is not valid: the one before goes on serving');
    }
  };
  const soon = () => {
    clearTimeout(pending);
    pending = setTimeout(check, debounce).unref();
  };
  const watcher = watchFolder(dirname(path), soon, log);
  const timer = setInterval(check, poll).unref();
  return {
    close() {
      clearTimeout(pending);
      clearInterval(timer);
      watcher?.close();
    },
  };
}

function watchFolder(folder: string, onEvent: () => void, log: Logger): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, onEvent);
    watcher.on('error', (error) => log.warn({ error: error, folder }, 'the folder cannot be watched any more: its file is polled'));
    return watcher;
  } catch (error) {
    log.warn({ error: error, folder }, 'the folder cannot be watched: its file is polled');
    return undefined;
  }
}
