import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isTest, type SourceFile } from './tree.ts';

/** One sentence a violation, beginning with the path. */
export type Rule = (file: SourceFile) => string[];

const LINES_MAX = 400;

/** Longer files, each with its reason. */
const LONGER_FILES: ReadonlyMap<string, string> = new Map();

export const fileLength: Rule = ({ path, text }) => {
  const lines = text.split('\n').length - 1;
  return lines <= LINES_MAX || LONGER_FILES.has(path)
    ? []
    : [`${path}: ${lines} lines, the budget is ${LINES_MAX}`];
};

const BANNED_NAMES = new Set([
  'utils',
  'util',
  'common',
  'shared',
  'types',
  'helpers',
  'models',
  'constants',
  'misc',
]);

export const names: Rule = ({ path }) => {
  const parts = path.split('/');
  const file = basename(path).replace(/\.(test|int\.test|property\.test|contract)?\.?tsx?$/, '');
  const banned = [...parts.slice(0, -1), file].filter((part) => BANNED_NAMES.has(part));
  const kebab = /^_?[a-z0-9.-]+\.tsx?$/.test(basename(path));
  return [
    ...banned.map((name) => `${path}: "${name}" names no concept`),
    ...(kebab ? [] : [`${path}: file names are kebab-case`]),
  ];
};

const TIME_AND_CHANCE =
  /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bsetTimeout\(|\bsetInterval\(|\bMath\.random\(|\brandomUUID\(|\brandomBytes\(|\brandomInt\(/;

/** Time and chance come through Clock and Random, so that tests and the simulator can give them. */
export const timeAndChance: Rule = ({ path, text }) => {
  if (path.startsWith('packages/kernel/src/system/') || path.includes('/web/') || isTest(path)) return [];
  return matchingLines(text, TIME_AND_CHANCE).map(
    (line) => `${path}:${line}: use the Clock or Random that was passed in`,
  );
};

export const environment: Rule = ({ path, text }) =>
  path.endsWith('/main.ts') || isTest(path)
    ? []
    : matchingLines(text, /\bprocess\.env\b/).map(
        (line) => `${path}:${line}: only main.ts reads the environment`,
      );

/** A swallowed error is a silent failure (rule 7 of ARCHITECTURE.md). */
export const emptyCatch: Rule = ({ path, text }) =>
  /catch\s*(\([^)]*\))?\s*\{\s*\}|\.catch\(\(\)\s*=>\s*(\{\s*\}|undefined)\)/.test(text) && !isTest(path)
    ? [`${path}: an empty catch; say why it may be ignored, or report it`]
    : [];

const EXPORTS_MAX = 25;
/** Entries that are catalogues by nature. */
const LARGER_ENTRIES: ReadonlyMap<string, string> = new Map([
  ['packages/store/src/index.ts', 'the port is its types'],
  ['packages/bus/src/index.ts', 'the port is its types'],
  ['packages/domain/src/index.ts', 'the rules two services share'],
  ['packages/rtp/src/index.ts', 'independent codecs, not one API'],
]);

export const entrySize: Rule = ({ path, text }) => {
  if (!/^packages\/[^/]+\/src\/index\.ts$/.test(path) || LARGER_ENTRIES.has(path)) return [];
  const values = [...text.matchAll(/export\s*\{([^}]*)\}/g)].flatMap(([, list = '']) =>
    list.split(',').filter((name) => name.trim() !== '' && !name.includes('type ')),
  );
  return values.length <= EXPORTS_MAX
    ? []
    : [`${path}: ${values.length} exports, the budget is ${EXPORTS_MAX}`];
};

export const barrel: Rule = ({ path, text }) =>
  /^export \* from/m.test(text) ? [`${path}: export * hides what is public`] : [];

/** A class that its sheet lacks is no class at all, and nothing else says so: the element just looks wrong. */
export const sheetClasses: Rule = ({ path, text }) =>
  [...text.matchAll(/import (\w+) from '(\.[^']+\.module\.css)'/g)].flatMap(([, name = '', sheet = '']) => {
    const rules = readFileSync(join(dirname(path), sheet), 'utf8');
    const known = new Set([...rules.matchAll(/\.([a-zA-Z][\w-]*)/g)].map(([, each = '']) => each));
    return [...text.matchAll(new RegExp(`\\b${name}\\['([^']+)'\\]`, 'g'))]
      .filter(([, used = '']) => !known.has(used))
      .map(([, used]) => `${path}: ${sheet} has no .${used}`);
  });

export const RULES: Readonly<Record<string, Rule>> = {
  fileLength,
  names,
  timeAndChance,
  environment,
  emptyCatch,
  entrySize,
  barrel,
  sheetClasses,
};

/** What every service has ("A service" in CONTRIBUTING.md). */
export const SERVICE_SHAPE = [
  'README.md',
  'package.json',
  'tsconfig.json',
  'src/main.ts',
  'src/service.ts',
  'src/config.ts',
];

export function missingShape(paths: ReadonlySet<string>, service: string): string[] {
  const wanted = service === 'standalone' ? SERVICE_SHAPE : [...SERVICE_SHAPE, 'src/events.ts'];
  const missing = wanted.map((part) => `services/${service}/${part}`).filter((path) => !paths.has(path));
  const folders = new Set(
    [...paths]
      .filter((path) => path.startsWith(`services/${service}/src/`))
      .map((path) => dirname(path).split('/')[3]),
  );
  const allowed = new Set([
    undefined,
    'app',
    'domain',
    'store',
    'transport',
    'upstream',
    'sip',
    'demo',
    'simulate',
  ]);
  return [
    ...missing.map((path) => `${path} is missing: every service has the one shape`),
    ...[...folders]
      .filter((folder) => !allowed.has(folder))
      .map((folder) => `services/${service}/src/${folder}: not part of the one shape`),
  ];
}

function matchingLines(text: string, pattern: RegExp): number[] {
  return text
    .split('\n')
    .map((line, index) => (pattern.test(line) && !/^\s*(\/\/|\*|\/\*\*)/.test(line) ? index + 1 : 0))
    .filter((line) => line > 0);
}
