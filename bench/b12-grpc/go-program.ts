/** The Go half of B12, built for the length of one benchmark: `b12 serve`, `b12 drive`. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SOURCE = fileURLToPath(new URL('go/', import.meta.url));
const PROTO = resolve('proto');
const WANTED = ['claim/v1/claim_service.proto', 'common/v1/call_stream.proto'];
const BUILD_MS_MAX = 600_000;
const run = promisify(execFile);

export interface GoProgram extends AsyncDisposable {
  readonly file: string;
}

/** From our own proto files, so that both sides speak the same. Throws with what the Go tools said. */
export async function buildGoProgram(): Promise<GoProgram> {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'b12-go-'));
  opened.defer(() => rm(folder, { recursive: true }));
  await cp(SOURCE, folder, { recursive: true });
  const files = WANTED.flatMap((file) => ['--path', join(PROTO, 'firstring', file)]);
  const where = { cwd: folder, timeout: BUILD_MS_MAX };
  await run(resolve('node_modules/.bin/buf'), ['generate', PROTO, '--include-imports', ...files], where);
  const file = join(folder, 'b12');
  await run('go', ['build', '-trimpath', '-o', file, '.'], where);
  const close = opened.move();
  return { file, [Symbol.asyncDispose]: () => close[Symbol.asyncDispose]() };
}
