import type { Random } from '@firstring/kernel';
import { answerChallenge } from '@firstring/sip-engine/auth';
import type { LegOrder } from '../app/ports.ts';
import type { ReceivedResponse } from './drachtio.ts';

/**
 * The header that answers a 401 or 407, for the account's own realm only; undefined for any other response, without an account,
 * and for a challenge that is not to be answered.
 */
export function authorizationFor(
  response: ReceivedResponse,
  account: LegOrder['credentials'],
  request: { readonly random: Random; readonly method: string; readonly uri: string },
): Record<string, string> | undefined {
  if (account === undefined || (response.status !== 401 && response.status !== 407)) return undefined;
  const [asks, answers] =
    response.status === 401
      ? (['WWW-Authenticate', 'Authorization'] as const)
      : (['Proxy-Authenticate', 'Proxy-Authorization'] as const);
  const { random, method, uri } = request;
  const challenges = splitChallenges(response.get(asks) ?? '');
  const answer = answerChallenge({ random, account }, challenges, { method, uri });
  return answer === undefined ? undefined : { [answers]: answer };
}

/**
 * Takes apart what drachtio-srf has joined with commas: one challenge each. A comma begins a new challenge when a scheme
 * (a word followed by a space and a parameter) comes after it, outside quotes.
 */
export function splitChallenges(value: string): string[] {
  const starts = [0];
  const pattern = /"(?:[^"\\]|\\.)*"|,\s*(?=[A-Za-z][A-Za-z0-9-]*\s+[A-Za-z][A-Za-z0-9_-]*\s*=)/g;
  for (const match of value.matchAll(pattern)) {
    if (match[0].startsWith(',')) starts.push(match.index + match[0].length);
  }
  return starts
    .map((start, index) =>
      value
        .slice(start, starts[index + 1])
        .replace(/,\s*$/, '')
        .trim(),
    )
    .filter((challenge) => challenge !== '');
}
