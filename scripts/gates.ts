/** A static gate: a command that exits non-zero when the tree breaks its rule. */
export interface Gate {
  readonly name: string;
  readonly command: readonly string[];
  /** What to do when it is red. */
  readonly hint: string;
}

/** Cheapest first. Each has a planted violation in tests/tidy that proves it can fail. */
export const GATES: readonly Gate[] = [
  { name: 'format', command: ['oxfmt', '--check'], hint: 'npm run format' },
  { name: 'lint', command: ['oxlint', '--type-aware', '--quiet'], hint: 'fix what it names' },
  {
    name: 'boundaries',
    command: ['turbo', 'boundaries', '--no-color'],
    hint: "declare the package in the workspace's package.json",
  },
  {
    name: 'architecture',
    command: ['depcruise', '--config', '.dependency-cruiser.cjs', 'packages', 'services'],
    hint: 'the direction is transport → app → domain; see .dependency-cruiser.cjs',
  },
  {
    name: 'unused code',
    command: ['knip', '--no-config-hints', '--no-progress'],
    hint: 'delete it, or say in knip.jsonc why it stays',
  },
  { name: 'contracts', command: ['node', 'scripts/generate.ts', '--check'], hint: 'npm run generate' },
  { name: 'chart', command: ['node', 'scripts/generate-chart.ts', '--check'], hint: 'npm run generate' },
  {
    name: 'requirements',
    command: ['node', 'scripts/requirements.ts', '--open'],
    hint: 'a row marked done needs its test; a row marked part says what is missing',
  },
  {
    name: 'types',
    command: ['turbo', 'run', 'check:types', '--output-logs=errors-only', '--no-color'],
    hint: 'fix what it names',
  },
  {
    name: 'tidy',
    command: [
      'node',
      '--test',
      '--test-isolation=none',
      '--test-reporter=./scripts/reporter.ts',
      'tests/tidy/*.test.ts',
    ],
    hint: 'the message says which rule of CONTRIBUTING.md',
  },
];
