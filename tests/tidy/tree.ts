import { globSync, readFileSync } from 'node:fs';

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** All hand-written sources of the product. */
export function sourceFiles(): SourceFile[] {
  return globSync('{packages,services}/**/*.{ts,tsx}', {
    exclude: ['**/node_modules/**', '**/gen/**', '**/dist/**'],
  })
    .toSorted()
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}

export function isTest(path: string): boolean {
  return /\.test\.tsx?$|\.contract\.ts$|(^|\/)(tests|testing|contract)\//.test(path);
}
