let works: (() => void)[] = [];

/**
 * Does it when the event loop has heard everything that is there to be heard just now, along with all else that waits for that. Writes
 * to sockets that are done one after the other wake whoever reads them once; each for itself, between other work, wakes them each time.
 *
 * @returns rejects with what it throws.
 */
export function atEndOfTurn(work: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      try {
        resolve(work());
      } catch (error) {
        reject(error);
      }
    };
    if (works.push(settle) === 1) setImmediate(doAll);
  });
}

function doAll(): void {
  const all = works;
  works = [];
  for (const work of all) work();
}
