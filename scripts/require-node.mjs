// Fails with a plain sentence where npm did not bring the pinned Node (see docs/decisions) and the machine's own is too old.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 17)) {
  console.error(
    `innoERP needs Node 22.17 or newer; this is ${process.versions.node}.\n` +
      'On Linux the project brings its own: run `npm ci` without --omit=optional, and start through npm (`npm start`).\n' +
      'Elsewhere install Node 24.',
  );
  process.exit(1);
}
