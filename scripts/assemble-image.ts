/**
 * Copies what one service needs at run time: its source, the packages it is linked to, and what they depend on.
 * `node scripts/assemble-image.ts SERVICE FOLDER`, after `npm install --omit=dev -w services/SERVICE`.
 */
import { cpSync, readdirSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';

const [service, target] = process.argv.slice(2);
if (service === undefined || target === undefined) throw new Error('usage: assemble-image.ts SERVICE FOLDER');

/** For people and compilers, not for a running service. */
const NOT_NEEDED = /\.(?:d\.[cm]?ts|map|md|test\.ts|tsbuildinfo)$|\/(?:web\/(?:src|public)|\.turbo)(?:\/|$)/;

/** npm links exactly the workspaces that the service depends on, itself among them. */
const LINKS = 'node_modules/@firstring';
const workspaces = readdirSync(LINKS).map((name) => relative('.', realpathSync(join(LINKS, name))));
if (!workspaces.includes(`services/${service}`)) throw new Error(`services/${service} is not installed`);

for (const folder of ['package.json', 'node_modules', ...workspaces]) {
  cpSync(folder, join(target, folder), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !NOT_NEEDED.test(path),
  });
}
console.log(`${service}: ${workspaces.length} workspaces`);
