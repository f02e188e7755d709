import { LineCounter, parseDocument } from 'yaml';
import { nestingOf } from './nesting.ts';
import { POLICY } from './policy-codec.ts';
import type { Policy } from './policy.ts';
import { sortProblems, type Places, type PolicyProblem } from './problem.ts';
import { Reader } from './reader.ts';

/** What a text may have: more is refused before it is read. */
export const POLICY_LIMITS = { charsMax: 262_144, nestingMax: 16 } as const;

export interface ParsedPolicy {
  /** Absent when there is an error. */
  readonly policy?: Policy;
  /** Errors only, in the order of the text. */
  readonly problems: readonly PolicyProblem[];
  readonly places: Places;
}

/** Reads a policy from YAML: every error with its line, its column and what is allowed there. Never throws for what a text holds. */
export function parsePolicy(text: string): ParsedPolicy {
  const tooMuch = refusal(text);
  if (tooMuch !== undefined) return refused(tooMuch);
  const lines = new LineCounter();
  // Plain text for every value: 08:00, no and +12125550100 are what they look like, whatever other YAML readers make of them.
  const document = parseDocument(text, { schema: 'failsafe', lineCounter: lines, prettyErrors: false });
  const reader = new Reader(lines);
  for (const { pos, message } of [...document.errors, ...document.warnings]) {
    reader.fail({ path: '', offset: pos[0] }, plainWords(message));
  }
  reader.refuseSharing(document.contents);
  if (reader.problems.length > 0) return { problems: sortProblems(reader.problems), places: reader.places };
  const policy = POLICY.read(reader, { path: '', node: document.contents, offset: 0 });
  const { places } = reader;
  const problems = sortProblems(reader.problems);
  return problems.length > 0 || policy === undefined ? { problems, places } : { policy, problems, places };
}

function refusal(text: string): string | undefined {
  const { charsMax, nestingMax } = POLICY_LIMITS;
  if (text.length > charsMax) return `has ${text.length} characters: at most ${charsMax} are allowed`;
  if (!text.isWellFormed()) return 'has a character that is not allowed';
  return nestingOf(text, nestingMax) > nestingMax ? `is nested deeper than ${nestingMax} levels` : undefined;
}

function refused(words: string): ParsedPolicy {
  const problem: PolicyProblem = {
    severity: 'error',
    path: '',
    message: `the text ${words}`,
    line: 1,
    column: 1,
  };
  return { problems: [problem], places: new Map() };
}

/** The reader's own messages, without what they know of its options. */
function plainWords(message: string): string {
  const [first = ''] = message.split('\n');
  return first.startsWith('Source contains multiple documents')
    ? 'one document only: no --- between parts'
    : first;
}
