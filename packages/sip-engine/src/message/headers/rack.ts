import { CSEQ_MAX, parseCSeq, type CSeq } from './cseq.ts';
import { parseDecimal } from './lexer.ts';

/** Which provisional response a PRACK acknowledges (RFC 3262 section 7.2). */
export interface RAck {
  readonly rseq: number;
  readonly cseq: CSeq;
}

export function parseRAck(value: string): RAck | undefined {
  const text = value.trim();
  const space = text.search(/[ \t]/);
  if (space === -1) return undefined;
  const rseq = parseRSeq(text.slice(0, space));
  const cseq = parseCSeq(text.slice(space));
  return rseq === undefined || cseq === undefined ? undefined : { rseq, cseq };
}

export function formatRAck(rack: RAck): string {
  return `${rack.rseq} ${rack.cseq.number} ${rack.cseq.method}`;
}

/** RFC 3262 section 7.1: 1 to 2^32 - 1. */
export function parseRSeq(value: string): number | undefined {
  const rseq = parseDecimal(value.trim(), CSEQ_MAX * 2 + 1);
  return rseq === 0 ? undefined : rseq;
}
