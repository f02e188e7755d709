import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  visit,
  type LineCounter,
  type Node,
  type YAMLMap,
} from 'yaml';
import type { Place, PolicyProblem } from './problem.ts';

const PROBLEMS_MAX = 100;
/** Quoted of what somebody wrote. */
const QUOTED_CHARS_MAX = 60;

/** A part of the text that is being read. */
export interface Part {
  readonly path: string;
  /** A node of the tree; null for nothing. */
  readonly node: unknown;
  /** Where it begins, for what has no node. */
  readonly offset: number;
}

/** Reads typed values of a YAML tree; gathers what is wrong with them and where each of them stands. */
export class Reader {
  readonly problems: PolicyProblem[] = [];
  readonly places = new Map<string, Place>();
  readonly #lines: LineCounter;

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  /** One text, one meaning: what is written is what holds, and nothing grows while it is read. */
  refuseSharing(root: Node | null): void {
    visit(root, (_key, node) => {
      const isShared = isAlias(node) || ((isScalar(node) || isCollection(node)) && node.anchor !== undefined);
      const offset = offsetOf(node) ?? 0;
      if (isShared) this.fail({ path: '', offset }, 'anchors (&) and aliases (*) are not allowed');
    });
  }

  fail(part: Pick<Part, 'path' | 'offset'>, message: string): undefined {
    if (this.problems.length >= PROBLEMS_MAX) return undefined;
    const { path } = part;
    this.problems.push({ severity: 'error', path, message, ...this.placeAt(part.offset) });
    return undefined;
  }

  placeAt(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }

  /** Text of a plain value; undefined, and told, for anything else. `expected` says what is wanted. */
  text(part: Part, expected: string): string | undefined {
    const { node } = part;
    if (isScalar(node) && typeof node.value === 'string' && node.value !== '') return node.value;
    return this.fail(
      part,
      isCollection(node) ? `must be ${expected}` : `has no value: it must be ${expected}`,
    );
  }

  /** The entries of a mapping, none of nothing; undefined, and told, for anything else. */
  entries(
    part: Part,
    expected: string,
  ): readonly { readonly key: string; readonly part: Part }[] | undefined {
    const { node } = part;
    if (isEmpty(node)) return [];
    return isMap(node) ? this.#pairs(node, part.path) : this.fail(part, `must be ${expected}`);
  }

  /** The items of a sequence; undefined, and told, for anything else. */
  items(part: Part, expected: string): readonly Part[] | undefined {
    const { node } = part;
    if (!isSeq(node)) return this.fail(part, `must be ${expected}`);
    return node.items.map((item, index) => this.#part(join(part.path, String(index)), item, part.offset));
  }

  #pairs(map: YAMLMap, path: string): { key: string; part: Part }[] {
    return map.items.map(({ key, value }) => {
      const name = isScalar(key) ? String(key.value) : '';
      return { key: name, part: this.#part(join(path, name), value, offsetOf(key) ?? 0) };
    });
  }

  #part(path: string, node: unknown, fallback: number): Part {
    const offset = offsetOf(node) ?? fallback;
    this.places.set(path, this.placeAt(offset));
    return { path, node, offset };
  }
}

export function quoted(text: string): string {
  return `"${text.length > QUOTED_CHARS_MAX ? `${text.slice(0, QUOTED_CHARS_MAX)}…` : text}"`;
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function isEmpty(node: unknown): boolean {
  return (
    node === null || node === undefined || (isScalar(node) && (node.value === '' || node.value === null))
  );
}

function offsetOf(node: unknown): number | undefined {
  const known = isScalar(node) || isCollection(node) || isAlias(node);
  return known ? node.range?.[0] : undefined;
}
