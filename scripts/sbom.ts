/**
 * `npm run sbom -- claim`: what is in an image of ours, as CycloneDX 1.5 on standard output: the packages one service depends on at run
 * time, with the lockfile's versions and sums. The base image's own list comes with that image.
 *
 * The lockfile is read here: `npm sbom --omit=dev` leaves out what is a development dependency anywhere, even where a service needs it.
 */
import { existsSync, readFileSync } from 'node:fs';

/** One entry of npm's lockfile. */
interface Locked {
  readonly name?: string;
  readonly version?: string;
  readonly integrity?: string;
  readonly license?: string;
  /** A workspace: where it lies. */
  readonly link?: boolean;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const [service] = process.argv.slice(2);
const root = `services/${service ?? ''}`;
if (service === undefined || !existsSync(root)) {
  console.error('usage: npm run sbom -- SERVICE');
  process.exit(2);
}
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Readonly<Record<string, Locked>>;
};

/** Where a package finds one it depends on: in its own folder first, then in each above it. */
function placeOf(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const place = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    const found = packages[place];
    if (found !== undefined) return found.link === true ? found.resolved : place;
    if (folder === '') return undefined;
  }
}

/** Everything that is reached from a place, itself included. */
function reachedFrom(start: string): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [start];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    if (reached.has(place)) continue;
    reached.add(place);
    const { dependencies = {}, optionalDependencies = {} } = packages[place] ?? {};
    for (const name of [...Object.keys(dependencies), ...Object.keys(optionalDependencies)]) {
      const found = placeOf(place, name);
      // An optional one may be for other systems only.
      if (found !== undefined) waiting.push(found);
      else if (name in dependencies)
        throw new Error(`${place} needs ${name}, which the lockfile does not have`);
    }
  }
  return reached;
}

function componentAt(place: string) {
  const { name: own, version = '', integrity = '', license } = packages[place] ?? {};
  const name = own ?? place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const [algorithm = '', sum = ''] = integrity.split('-');
  const hash = { alg: algorithm.replace('sha', 'SHA-'), content: Buffer.from(sum, 'base64').toString('hex') };
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    purl,
    ...(license === undefined
      ? {}
      : { licenses: [/\s/.test(license) ? { expression: license } : { license: { id: license } }] }),
    ...(sum === '' ? {} : { hashes: [hash] }),
  };
}

const components = [...reachedFrom(root)]
  .map(componentAt)
  .toSorted((a, b) => (a.purl < b.purl ? -1 : Number(a.purl > b.purl)));
const [application] = components.filter(({ name }) => name === packages[root]?.name);
const bom = {
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  version: 1,
  metadata: { component: { ...application, type: 'application' } },
  components: components.filter((it) => it !== application),
};
console.log(JSON.stringify(bom, undefined, 2));
