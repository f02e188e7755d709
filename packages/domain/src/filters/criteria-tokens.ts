/** Where the text of criteria cannot be read, and why. `at` counts characters from 0. */
export class CriteriaError extends Error {
  override readonly name = 'CriteriaError';
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

export interface CriteriaToken {
  /** `word` is a name or a keyword; `sign` a comparison, a parenthesis or a comma. */
  readonly type: 'word' | 'text' | 'number' | 'sign' | 'end';
  /** Text without its quotes. */
  readonly value: string;
  readonly at: number;
}

const PATTERN =
  /\s+|(?<word>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|(?<text>'(?:[^']|'')*')|(?<number>[+-]?\d+(?:\.\d+)?(?![\w.]))|(?<sign><>|!=|<=|>=|=|<|>|\(|\)|,)/gy;

/** What people try that is more than a criterion; told apart so that the answer can say so. */
const STATEMENT = /;|--|\/\*|\$|\{|"|`/y;

/** Splits criteria into tokens; throws CriteriaError at what is none. */
export function criteriaTokens(text: string): readonly CriteriaToken[] {
  const tokens: CriteriaToken[] = [];
  PATTERN.lastIndex = 0;
  while (PATTERN.lastIndex < text.length) {
    const at = PATTERN.lastIndex;
    const found = PATTERN.exec(text);
    if (found === null) throw new CriteriaError(at, unreadable(text, at));
    const token = tokenOf(found.groups ?? {}, at);
    if (token !== undefined) tokens.push(token);
  }
  return [...tokens, { type: 'end', value: '', at: text.length }];
}

function tokenOf(
  groups: Readonly<Record<string, string | undefined>>,
  at: number,
): CriteriaToken | undefined {
  const { word, text, number, sign } = groups;
  if (word !== undefined) return { type: 'word', value: word, at };
  if (text !== undefined) return { type: 'text', value: text.slice(1, -1).replaceAll("''", "'"), at };
  if (number !== undefined) return { type: 'number', value: number, at };
  if (sign !== undefined) return { type: 'sign', value: sign, at };
  return undefined;
}

function unreadable(text: string, at: number): string {
  if (text[at] === "'") return 'a text in quotes is not closed';
  STATEMENT.lastIndex = at;
  if (STATEMENT.test(text))
    return 'criteria are conditions only: no statements, comments or quoted names; text goes in single quotes';
  return `"${text.slice(at, at + 1)}" is not understood here`;
}
