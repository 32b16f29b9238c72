/** Monaco does its thinking in workers. Ours are files of this server, so that the page needs no other one. */
const files: Readonly<Record<string, string>> = { json: 'json.worker.js', graphql: 'graphql.worker.js' };

globalThis.MonacoEnvironment = {
  getWorker: (_id: string, label: string) => new Worker(`/playground/${files[label] ?? 'editor.worker.js'}`, { type: 'module', name: label }),
};
