import { isToken, parseDecimal } from './lexer.ts';

/** RFC 3261 section 20.16. */
export interface CSeq {
  readonly number: number;
  readonly method: string;
}

/** RFC 3261 section 8.1.1.5: less than 2^31. */
export const CSEQ_MAX = 2 ** 31 - 1;

export function parseCSeq(value: string): CSeq | undefined {
  const text = value.trim();
  const space = text.search(/[ \t]/);
  if (space === -1) return undefined;
  const number = parseDecimal(text.slice(0, space), CSEQ_MAX);
  const method = text.slice(space).trimStart();
  return number === undefined || !isToken(method) ? undefined : { number, method };
}

export function formatCSeq(cseq: CSeq): string {
  return `${cseq.number} ${cseq.method}`;
}
