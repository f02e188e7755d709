/** Prints each requirement row with its state and tests; fails where a row marked done lacks one. `--open` lists only what is not done. */
import { globSync, readFileSync } from 'node:fs';

type State = 'open' | 'part' | 'done';

export interface Requirement {
  readonly row: string;
  readonly text: string;
  /** `page only`: wording and clicks, with nothing behind them in an API. */
  readonly seen: 'page' | 'page only' | '–';
  readonly state: State;
  readonly missing: string;
}

const ROW = /^\| (R-\d+) \| (.+?) \| .*? \| (page only|page|–) \| (open|part|done) \|(.*)\|$/gm;
/** A title begins with its rows: `R-29 …` or `R-68 R-71 …`. */
const TITLE = /\b(?:test|it)\(\s*(['"`])((?:R-\d+\s+)+)/g;

export function readLedger(markdown: string): Requirement[] {
  return [...markdown.matchAll(ROW)].map(([, row = '', text = '', seen, state, missing = '']) => ({
    row,
    text,
    seen: seen as Requirement['seen'], // one of the three by the pattern
    state: state as State, // one of the three by the pattern
    missing: missing.trim(),
  }));
}

/** Test files by requirement row. */
export function findTests(files: readonly string[]): Map<string, string[]> {
  const tests = new Map<string, string[]>();
  for (const file of files) {
    for (const [, , rows = ''] of readFileSync(file, 'utf8').matchAll(TITLE)) {
      for (const row of rows.trim().split(/\s+/)) {
        const known = tests.get(row) ?? [];
        if (!known.includes(file)) tests.set(row, [...known, file]);
      }
    }
  }
  return tests;
}

/** Why a row may not be called done; undefined when it may. */
export function fault(requirement: Requirement, tests: readonly string[]): string | undefined {
  if (requirement.state === 'part' && requirement.missing === '')
    return 'part, but does not say what is missing';
  if (requirement.state !== 'done') return undefined;
  const [pages, others] = [tests.filter(isBrowserTest), tests.filter((file) => !isBrowserTest(file))];
  if (others.length === 0 && requirement.seen !== 'page only')
    return 'done, but no test through the API begins with its number';
  if (requirement.seen !== '–' && pages.length === 0)
    return 'done and seen on a page, but no browser test begins with its number';
  return undefined;
}

function isBrowserTest(file: string): boolean {
  return file.endsWith('.browser.test.ts');
}

if (import.meta.main) {
  const ledger = readLedger(readFileSync('docs/requirements.md', 'utf8'));
  const tests = findTests(
    globSync('{packages,services,tests}/**/*.test.ts', { exclude: ['**/node_modules/**'] }),
  );
  const faults: string[] = [];
  for (const requirement of ledger) {
    const files = tests.get(requirement.row) ?? [];
    const problem = fault(requirement, files);
    if (problem !== undefined) faults.push(`${requirement.row} (${requirement.text}): ${problem}`);
    if (process.argv.includes('--open') && requirement.state === 'done') continue;
    const missing = requirement.missing === '' ? '' : `  (missing: ${requirement.missing})`;
    console.log(`${requirement.row.padEnd(6)} ${requirement.state.padEnd(5)} ${requirement.text}${missing}`);
    for (const file of files) console.log(`             ${file}`);
  }
  const count = (state: State): number => ledger.filter((requirement) => requirement.state === state).length;
  for (const line of faults) console.log(`FAIL ${line}`);
  console.log(
    `\n${ledger.length} rows: ${count('done')} done, ${count('part')} part, ${count('open')} open; ${faults.length} at fault`,
  );
  process.exitCode = faults.length === 0 && ledger.length > 0 ? 0 : 1;
}
