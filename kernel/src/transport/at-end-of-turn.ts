interface Work {
  work: () => void;
  onError: (error: unknown) => void;
}

let works: Work[] = [];

/**
 * Does it when the event loop has heard everything that is there to be heard just now, along with all else that waits for that. Writes
 * to sockets that are done one after the other wake whoever reads them once; each for itself, between other work, wakes them each time.
 */
export function atEndOfTurn(work: () => void, onError: (error: unknown) => void): void {
  if (works.push({ work, onError }) === 1) setImmediate(doAll);
}

function doAll(): void {
  const all = works;
  works = [];
  for (const { work, onError } of all) {
    try {
      work();
    } catch (error) {
      onError(error);
    }
  }
}
