/**
 * `npm run policy -- check file.yaml …`: what is wrong or doubtful in policies, a line each, without a running system: whether lists and
 * filters of these names exist is not known here. Exit code 1 with an error, 2 for a wrong command.
 */
import { existsSync, readFileSync } from 'node:fs';
import { lintText, type PolicyProblem } from '@firstring/policy';

const [command, ...files] = process.argv.slice(2);
if (command !== 'check' || files.length === 0) {
  console.error('usage: npm run policy -- check FILE …');
  process.exit(2);
}
const missing = files.find((file) => !existsSync(file));
if (missing !== undefined) {
  console.error(`there is no file ${missing}`);
  process.exit(2);
}
const problems = files.flatMap((file) => lintFile(file));
const errors = problems.filter(({ severity }) => severity === 'error').length;
console.log(`${errors} errors, ${problems.length - errors} warnings in ${files.length} files`);
process.exitCode = errors > 0 ? 1 : 0;

function lintFile(file: string): readonly PolicyProblem[] {
  const found = lintText(readFileSync(file, 'utf8'));
  for (const { severity, line, column, message } of found) {
    console.log(`${file}:${line}:${column} ${severity}: ${message}`);
  }
  return found;
}
