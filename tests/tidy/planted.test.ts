/** Each gate is shown a planted violation in a copy of a part of the tree: a gate that cannot fail is no gate. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { GATES } from '../../scripts/gates.ts';
import { runCommand } from '../../scripts/run-command.ts';
import { missingShape, RULES, type Rule } from './rules.ts';

const ROOT_FILES = [
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
  'turbo.json',
  'buf.yaml',
  'buf.gen.yaml',
  'knip.jsonc',
  '.oxlintrc.json',
  '.oxfmtrc.json',
  '.dependency-cruiser.cjs',
  'scripts',
  'proto',
  'packages',
];

const copies: string[] = [];
after(() => {
  for (const copy of copies) rmSync(copy, { recursive: true, force: true });
});

function copyTree(): string {
  const copy = mkdtempSync(join(tmpdir(), 'firstring-planted-'));
  copies.push(copy);
  for (const name of ROOT_FILES) cpSync(name, join(copy, name), { recursive: true });
  mkdirSync(join(copy, 'services'));
  symlinkSync(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

const PLANTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  format: { 'packages/kernel/src/planted.ts': 'export const  planted = "x"\n' },
  lint: {
    'packages/kernel/src/planted.ts':
      'async function late(): Promise<void> {}\nexport function planted(): void {\n  late();\n}\n',
  },
  boundaries: {
    'packages/kernel/src/planted.ts': "import { z } from 'zod';\nexport const planted = z.string();\n",
  },
  architecture: {
    'packages/domain/src/planted.ts':
      "import { readFileSync } from 'node:fs';\nexport const planted = readFileSync;\n",
  },
  'unused code': { 'packages/kernel/src/planted.ts': 'export const planted = 1;\n' },
  contracts: {
    'proto/firstring/common/v1/planted.proto':
      'syntax = "proto3";\npackage firstring.common.v1;\n// Planted is a violation.\nmessage Planted {\n  string planted = 1;\n}\n',
  },
  chart: { 'charts/firstring/values.yaml': 'planted: true\n' },
  requirements: {
    'docs/requirements.md': '| R-1 | planted | always | – | done | |\n',
  },
  types: { 'packages/kernel/src/planted.ts': "export const planted: number = 'text';\n" },
};

/** The same program on one package, where the copy's linked packages would confuse or slow it. */
const NARROWED: Readonly<Record<string, readonly string[]>> = {
  types: ['tsc', '-p', 'packages/kernel/tsconfig.json'],
  lint: ['oxlint', '--type-aware', '--quiet', 'packages/kernel/src'],
};

for (const gate of GATES.filter(({ name }) => name !== 'tidy')) {
  test(`the gate "${gate.name}" refuses a planted violation`, async () => {
    const copy = copyTree();
    for (const [path, text] of Object.entries(PLANTED[gate.name] ?? assert.fail('nothing planted'))) {
      mkdirSync(dirname(join(copy, path)), { recursive: true });
      writeFileSync(join(copy, path), text);
    }
    const command = NARROWED[gate.name] ?? gate.command;
    const { exitCode, output } = await runCommand(command, { cwd: copy });
    assert.notEqual(exitCode, 0, output);
    assert.match(output.toLowerCase(), /planted/, 'it failed, but not because of what was planted');
  });
}

const PLANTED_RULES: Readonly<Record<string, { path: string; text: string }>> = {
  fileLength: { path: 'packages/x/src/long.ts', text: 'a\n'.repeat(401) },
  names: { path: 'packages/x/src/utils/a.ts', text: '' },
  timeAndChance: { path: 'packages/x/src/a.ts', text: 'const now = Date.now();\n' },
  environment: { path: 'services/x/src/service.ts', text: 'process.env.PORT;\n' },
  emptyCatch: { path: 'packages/x/src/a.ts', text: 'try { a(); } catch {}\n' },
  entrySize: {
    path: 'packages/x/src/index.ts',
    text: `export { ${Array.from({ length: 26 }, (_, index) => `a${index}`).join(', ')} } from './a.ts';\n`,
  },
  barrel: { path: 'packages/x/src/index.ts', text: "export * from './a.ts';\n" },
  sheetClasses: {
    path: 'services/console/web/src/ui/two-lines.tsx',
    text: "import styles from './table.module.css';\nstyles['two'];\nstyles['planted'];\n",
  },
};

for (const [name, rule] of Object.entries<Rule>(RULES)) {
  test(`the tidy rule ${name} refuses a planted violation`, () => {
    assert.equal(rule(PLANTED_RULES[name] ?? assert.fail('nothing planted')).length, 1);
  });
}

test('a service without its parts, or with a folder of its own invention, is named', () => {
  const faults = missingShape(new Set(['services/x/src/main.ts', 'services/x/src/managers/a.ts']), 'x');
  assert.ok(faults.some((fault) => fault.includes('service.ts is missing')));
  assert.ok(faults.some((fault) => fault.includes('managers')));
});
