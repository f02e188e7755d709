import { PLAIN_NUMBERS } from './number-format.ts';
import { hostOf, type Trunk } from './trunk.ts';

/** A trunk of which only some things are said. */
export type TrunkDraft = Pick<Trunk, 'trunkId' | 'targets'> & Partial<Trunk>;

const EXPIRES_S = 600;

/** Fills in what a draft does not say. */
export function fillTrunk(draft: TrunkDraft): Trunk {
  const username = draft.account?.username ?? '';
  const realm = draft.account?.realm ?? '';
  const account = {
    username,
    password: draft.account?.password ?? '',
    realm: realm === '' ? hostOf(draft.targets[0]?.address ?? '') : realm,
  };
  const { enabled = false, domain = '', user = '', expiresS = 0 } = draft.registration ?? {};
  return {
    name: draft.trunkId,
    disabled: false,
    priority: 0,
    callerIds: [],
    localPresence: false,
    campaignIds: [],
    callsPerSecond: 10,
    callsMax: 100,
    numberFormat: PLAIN_NUMBERS,
    identity: { header: 'asserted', withhold: false, diversion: '', attestation: '' },
    media: { codecs: [], packetMs: 0, earlyMedia: 'play' },
    probe: { off: false, intervalMs: 30_000, suspectAfter: 1, downAfter: 3, healthyAfter: 2 },
    followRedirects: false,
    sourceAddresses: [],
    ...draft,
    account,
    registration: {
      enabled,
      domain: domain === '' ? account.realm : domain,
      user: user === '' ? username : user,
      expiresS: expiresS === 0 ? EXPIRES_S : expiresS,
    },
  };
}
