import type { TrunkTarget } from './trunk.ts';

/**
 * The trunk's own target that a 3xx sends us to for the very number we called; undefined for anything else. A carrier's
 * redirect never names another number or another host: only a permit names a number (sip/39).
 */
export function redirectTarget(
  failure: { readonly status: number; readonly contacts?: readonly string[] },
  sent: { readonly targets: readonly TrunkTarget[]; readonly order: { readonly uri: string } },
): string | undefined {
  if (failure.status < 300 || failure.status >= 400) return undefined;
  const called = partsOf(sent.order.uri)?.user;
  for (const contact of failure.contacts ?? []) {
    const parts = partsOf(contact);
    if (parts === undefined || parts.user !== called) continue;
    const target = sent.targets.find(({ address }) => hostPort(address) === hostPort(parts.address));
    if (target !== undefined) return target.address;
  }
  return undefined;
}

function partsOf(uri: string): { readonly user: string; readonly address: string } | undefined {
  const [, user, address] = /^sips?:([^@;:]+)(?:;[^@]*)?@([^?>]+)/i.exec(uri) ?? [];
  return user === undefined || address === undefined ? undefined : { user, address };
}

function hostPort(address: string): string {
  const bare = address.replace(/;.*$/, '').toLowerCase();
  return /:\d+$/.test(bare) ? bare : `${bare}:5060`;
}
