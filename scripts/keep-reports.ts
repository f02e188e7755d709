/**
 * Preloaded into every test file (`node --import`). A file's reports go to the runner through a pipe, and a forced exit
 * drops what the pipe has not taken yet: the runner then sees fewer tests, and all of them passed. A write that waits leaves
 * nothing to drop.
 */

/** Node's own handle below a pipe: the only way to make it wait. */
interface BlockableStream {
  readonly _handle?: { setBlocking?(on: boolean): void };
}

// What a test starts in its turn keeps the pipe it would have elsewhere.
if (process.argv[1]?.endsWith('.test.ts')) {
  const stdout = process.stdout as BlockableStream; // that part is in no type
  stdout._handle?.setBlocking?.(true);
}
