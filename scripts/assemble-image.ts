/**
 * Copies what one service needs at run time out of a tree where everything is installed: its source, and every package that it or one
 * of those depends on. `node scripts/assemble-image.ts services/claim FOLDER [COMMON]`; what COMMON has already is left out.
 */
import { cpSync, existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** For people and compilers, not for a running service. */
const NOT_NEEDED =
  /\.(?:d\.[cm]?ts|map|md|test\.ts|tsbuildinfo)$|\/(?:web\/(?:src|public)|\.turbo|node_modules)(?:\/|$)/;

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const [workspace, target, common] = process.argv.slice(2);
if (workspace === undefined || target === undefined)
  throw new Error('usage: assemble-image.ts WORKSPACE FOLDER [COMMON]');

const needed = new Set<string>();
visit(workspace);
const missing = [...needed, 'package.json'].filter(
  (path) => common === undefined || !existsSync(join(common, path)),
);
for (const folder of missing) {
  cpSync(folder, join(target, folder), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !NOT_NEEDED.test(path.slice(folder.length)),
  });
}
console.log(`${workspace}: ${missing.length} of ${needed.size + 1} folders`);

/** A package, and whatever Node would find from there for each name that it depends on. */
function visit(folder: string): void {
  if (needed.has(folder)) return;
  needed.add(folder);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest; // npm wrote or read it
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = manifest;
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
    const found = find(name, folder);
    if (found === undefined) {
      if (name in dependencies && !(name in optionalDependencies)) throw new Error(`${folder} needs ${name}`);
      continue;
    }
    const real = relative('.', realpathSync(found));
    if (real !== found) needed.add(found); // the link to one of our own
    visit(real);
  }
}

function find(name: string, from: string): string | undefined {
  const candidate = join(from, 'node_modules', name);
  if (existsSync(candidate)) return candidate;
  return from === '.' ? undefined : find(name, dirname(from));
}
